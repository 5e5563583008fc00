import { type Client, type ClientOptions, createClient } from "../../../src/index.js";

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
