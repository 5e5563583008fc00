import { checkVideoProductionEnded } from "../../generated/checks.js";
import type { VideoProductionEnded } from "../../generated/types.js";
import type { Client } from "../client.js";
import { MetaStudioError, NotFoundError } from "../errors.js";
import { isFinalPhase, phaseOf, type Task } from "../tasks/task-state.js";
import { classifyIssues } from "../validation/classify-issues.js";

/** Options of the callback handler. */
export interface CallbackHandlerOptions {
  readonly client: Client;
  /**
   * Called with the task as the service reports it, once per job ID in this process. If it fails, the response has the status 500,
   * and the next callback calls it again.
   */
  readonly onEnded: (task: Task) => unknown;
}

/** Largest body; a callback has about 150 bytes. */
const MAX_BODY_BYTES = 16 * 1024;

/** Number of job IDs that are remembered, so that a repeated callback has no effect. */
const MAX_REMEMBERED = 10_000;

/**
 * Creates a handler for the callbacks of the service, for Hono, Workers and every server with Fetch requests. The signature of a
 * callback is not documented, so a callback is a hint: the handler gets the task from the service and ignores what else it says.
 *
 * Responses: 200 the task has ended; 202 it has not; 400, 405, 413 for what is no callback; 404 for an unknown task; 500 if
 * `onEnded` failed; 503 if the service cannot be asked now.
 */
export function createCallbackHandler({ client, onEnded }: CallbackHandlerOptions): (request: Request) => Promise<Response> {
  const handled = new Map<string, Promise<Response>>();
  const handle = async (jobId: string): Promise<Response> => {
    let task: Task;
    try {
      task = await client.tasks.get(jobId);
    } catch (error) {
      if (error instanceof NotFoundError) return respond(404, "unknown task");
      if (error instanceof MetaStudioError) return respond(503, "the task cannot be queried");
      throw error;
    }
    if (!isFinalPhase(phaseOf(task.state), "fail")) return respond(202, "the task has not ended");
    try {
      await onEnded(task);
    } catch {
      return respond(500, "the callback was not processed");
    }
    return respond(200, "ok");
  };
  return async (request) => {
    if (request.method !== "POST") return respond(405, "POST a callback", { allow: "POST" });
    const text = await readText(request);
    if (text === undefined) return respond(413, `the body is larger than ${MAX_BODY_BYTES} bytes`);
    const jobId = parseJobId(text);
    if (jobId === undefined) return respond(400, "the body is no callback");
    const response = handled.get(jobId) ?? handle(jobId);
    handled.set(jobId, response);
    const forget = (): void => void (handled.get(jobId) === response && handled.delete(jobId));
    const { status } = await response.catch((error: unknown) => {
      forget();
      throw error;
    });
    if (status !== 200) forget();
    const [oldest] = handled.keys();
    if (handled.size > MAX_REMEMBERED && oldest !== undefined) handled.delete(oldest);
    return (await response).clone();
  };
}

/** Reads the body; `undefined` if it is too large. */
async function readText({ body }: Request): Promise<string | undefined> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > MAX_BODY_BYTES) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(read.value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(bytes);
}

/** Returns the job ID of a valid callback. */
function parseJobId(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { errors } = classifyIssues(checkVideoProductionEnded(value), "response");
  // safe cast: the value matches the contract
  return errors.length > 0 ? undefined : (value as VideoProductionEnded).job_id || undefined;
}

const respond = (status: number, message: string, headers: Record<string, string> = {}): Response =>
  Response.json({ message }, { status, headers });
