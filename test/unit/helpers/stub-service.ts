import { type Client, type ClientOptions, createClient } from "../../../src/index.js";
import { createTestClock, type TestClock } from "./clock.js";

/** A scripted response: a task state, a body, a status with headers, or a connection error. */
export type StubResponse =
  | string
  | { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | Error;

export interface StubService {
  readonly client: Client;
  readonly clock: TestClock;
  /** The requests received so far. */
  readonly requests: {
    readonly url: string;
    readonly headers: Headers;
    readonly signal: AbortSignal | null | undefined;
    readonly body: unknown;
  }[];
}

const OUTPUT_ASSET = { asset_id: "a1", asset_name: "One Day" };

/** Creates a client whose `fetch` returns the responses in order and repeats the last one. */
export function createStubService(responses: readonly StubResponse[], options: Partial<ClientOptions> = {}): StubService {
  const clock = createTestClock();
  const requests: StubService["requests"] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    requests.push({ url: String(input), headers: new Headers(init?.headers), signal: init?.signal, body: init?.body });
    const response = responses[Math.min(requests.length, responses.length) - 1];
    if (response instanceof Error) throw response;
    const { status = 200, body, headers = {} } = typeof response === "string" ? { body: task(response) } : (response ?? {});
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: { "x-request-id": `r${requests.length}`, ...headers },
    });
  };
  const client = createStubClient(fetch, { clock, ...options });
  return { client, clock, requests };
}

/** Creates a task in the given state. A succeeded task has an output asset. */
export function task(state: string, properties: Record<string, unknown> = {}): Record<string, unknown> {
  return { job_id: "j", state, ...(/^SUCC/.test(state) && { output_asset_config: OUTPUT_ASSET }), ...properties };
}

/** Creates a client with the given `fetch`, a token, no rate limit, and jitter fixed at one half. */
export function createStubClient(fetch: typeof globalThis.fetch, options: Partial<ClientOptions>): Client {
  return createClient({
    region: "ap-southeast-3",
    projectId: "p",
    credentials: { token: "token-of-a-test" },
    rateLimit: false,
    fetch,
    random: () => 0.5,
    ...options,
  } as ClientOptions);
}
