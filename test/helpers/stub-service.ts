import type { Client, ClientOptions } from "../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";
import { clientOver } from "./stub-client.js";

/** An answer of the scripted service: a state, a body, a status with headers, or a failure of the connection. */
export type Answer = string | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> } | Error;

export interface Service {
  readonly client: Client;
  readonly clock: TestClock;
  /** Requests that arrived: URL and headers. */
  readonly requests: {
    readonly url: string;
    readonly headers: Headers;
    readonly signal: AbortSignal | null | undefined;
    readonly body: unknown;
  }[];
}

const finished = { asset_id: "a1", asset_name: "One Day" };

/** A client before a service that answers from a list, the last answer again and again. */
export function scripted(answers: readonly Answer[], options: Partial<ClientOptions> = {}): Service {
  const clock = createTestClock();
  const requests: Service["requests"] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    requests.push({ url: String(input), headers: new Headers(init?.headers), signal: init?.signal, body: init?.body });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer instanceof Error) throw answer;
    const { status = 200, body, headers = {} } = typeof answer === "string" ? { body: task(answer) } : (answer ?? {});
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "x-request-id": `r${requests.length}`, ...headers },
    });
  };
  const client = clientOver(fetch, { clock, ...options });
  return { client, clock, requests };
}

/** A task in a state; a succeeded one has its asset. */
export function task(state: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { job_id: "j", state, ...(/^SUCC/.test(state) && { output_asset_config: finished }), ...more };
}
