import { type Client, type ClientOptions, createClient } from "../../src/index.js";

/** A client over a `fetch` of the test's own: a token, no rate limit, the middle of every random range. */
export function clientOver(fetch: typeof globalThis.fetch, options: Partial<ClientOptions>): Client {
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
