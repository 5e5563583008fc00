import type { IncomingRequest } from "./request-context.js";
import { jsonResponse, type SandboxResponse } from "./response.js";
import type { SandboxCore } from "./sandbox.js";

/**
 * Handles the requests of test programs in other languages. `GET /sandbox` returns the virtual time, all tasks, the number of accepted
 * create requests by name, and the callbacks; `POST /sandbox/advance?duration=90s` advances the time and returns the same. Returns
 * `undefined` for other paths.
 */
export async function handleControl(
  { method, url }: Pick<IncomingRequest, "method" | "url">,
  { clock, tasks, callbacks }: Pick<SandboxCore, "clock" | "tasks" | "callbacks">,
): Promise<SandboxResponse | undefined> {
  const expected = { "/sandbox": "GET", "/sandbox/advance": "POST" }[url.pathname];
  if (expected === undefined) return undefined;
  if (method !== expected) return jsonResponse(405, { error_msg: `expected ${expected} ${url.pathname}` }, { Allow: expected });
  if (expected === "POST") {
    try {
      await clock.advance(url.searchParams.get("duration") ?? "");
    } catch (error) {
      if (error instanceof RangeError) return jsonResponse(400, { error_msg: `query parameter duration: ${error.message}` });
      throw error;
    }
  }
  return jsonResponse(200, {
    time: new Date(clock.now()).toISOString(),
    tasks: tasks.all(),
    created: Object.fromEntries(tasks.createCount()),
    callbacks,
  });
}
