import createFetchClient, { type Client as FetchClient } from "openapi-fetch";
import { operations } from "../../generated/operations.js";
import type { paths } from "../../generated/types.js";
import type { Operation } from "../core/operation.js";
import { ProtocolError, ValidationError } from "../errors.js";
import { fillPath } from "./encode-path.js";
import { type CallDefaults, wantsBody } from "./operation-caller.js";
import { hideSecrets } from "./request-secrets.js";
import type { Transport } from "./transport.js";

/** Methods that may be repeated where the contract does not know the operation. */
const safe = new Set(["GET", "HEAD", "PUT", "DELETE"]);

/** openapi-fetch over the client's transport. */
export function createRaw(transport: Transport, defaults: CallDefaults): FetchClient<paths> {
  return createFetchClient<paths>({
    baseUrl: defaults.baseUrl,
    pathSerializer: (path, values) => fillPath(path, { project_id: defaults.projectId, ...values }),
    fetch: createRawFetch(transport, operations, defaults),
  });
}

/**
 * The `fetch` beneath openapi-fetch. Answers with an error status come back as answers, since openapi-fetch gives them as
 * `error`; everything else that goes wrong is thrown.
 */
function createRawFetch(
  transport: Transport,
  operations: Readonly<Record<string, Operation>>,
  defaults: CallDefaults,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (/%7b/i.test(url.pathname)) throw unfilled(url.pathname);
    const operation = findOperation(operations, defaults.baseUrl, request.method, url);
    const headers: Record<string, string> = { ...defaults.headers };
    for (const parameter of operation?.parameters ?? []) {
      if (parameter.clientOption === "appUserId" && defaults.appUserId !== undefined)
        headers[parameter.name.toLowerCase()] = defaults.appUserId;
    }
    request.headers.forEach((value, name) => {
      headers[name] = value;
    });
    const body = (await request.text()) || undefined;
    hideSecrets(parse(body), defaults.redactor);
    const outcome = await transport({
      operationId: operation?.operationId ?? "raw",
      repeatable: operation?.repeatable ?? safe.has(request.method),
      bodyWanted: operation !== undefined && wantsBody(operation),
      method: request.method,
      url,
      headers,
      body,
      signal: request.signal,
      timeoutMs: defaults.timeoutMs,
    });
    const { answer, error } = outcome;
    if (answer === undefined || (error !== undefined && answer.status < 400)) throw error ?? new ProtocolError("no answer");
    return rebuilt(answer.response, answer.text);
  };
}

/** A body that is no JSON is the caller's own affair. */
function parse(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? "null");
  } catch {
    return undefined;
  }
}

/** The answer once more, its body unread. */
function rebuilt(response: Response, text: string): Response {
  const headers = new Headers(response.headers);
  // these speak of the bytes on the wire, which are decoded now
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  const { status, statusText } = response;
  return new Response(status === 204 || status === 205 || status === 304 ? null : text, { status, statusText, headers });
}

function unfilled(pathname: string): ValidationError {
  const name = /%7b(.*?)%7d/i.exec(pathname)?.[1] ?? "a parameter";
  return new ValidationError(`${name} is missing: the path still holds its template.`, {
    issues: [
      {
        code: "required",
        path: `/${name}`,
        keyword: "in: path",
        message: `${name} is missing`,
        received: "nothing",
        expected: "one path segment",
        severity: "error",
        source: "the contract's path",
      },
    ],
    hint: "Give it in params.path; nothing was sent.",
  });
}

/** Finds the operation that a URL belongs to; a literal segment goes before a parameter. */
function findOperation(operations: Readonly<Record<string, Operation>>, baseUrl: string, method: string, url: URL): Operation | undefined {
  const parts = url.href.slice(baseUrl.length).split(/[?#]/, 1).join("").split("/");
  let found: Operation | undefined;
  for (const operation of Object.values(operations)) {
    if (operation.method !== method) continue;
    const template = operation.path.split("/");
    if (template.length !== parts.length || !template.every((part, i) => part.startsWith("{") || part === parts[i])) continue;
    if (found === undefined || parameterCount(operation) < parameterCount(found)) found = operation;
  }
  return found;
}

function parameterCount(operation: Operation): number {
  return operation.path.split("{").length;
}
