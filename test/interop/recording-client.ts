import type { Client, Json, Sandbox, Shipped } from "./package.js";

/** What Prism found fault with: place and keyword, as `response.body.state enum`. */
export type Finding = string;

/** What became of one call. */
export interface Outcome {
  readonly status: number;
  readonly findings: readonly Finding[];
  /** The error that the client gave, if it did. */
  readonly error?: Json;
  readonly body?: unknown;
}

/** Makes a client that speaks with somebody, sends headers of ours too, and tells what Prism says to each answer. */
export function watched(
  { createClient }: Shipped,
  options: Json,
  extra: Readonly<Record<string, string>> = {},
): { call(id: string, ...args: Parameters<Client[string]>): Promise<Outcome> } {
  let last: Response | undefined;
  const client = createClient({
    rateLimit: false,
    retry: false,
    validate: { request: "off", response: "error" },
    ...options,
    fetch: async (...args: Parameters<typeof fetch>) => {
      const request = new Request(...args);
      for (const [name, value] of Object.entries(extra)) request.headers.set(name, value);
      last = await fetch(request);
      return last;
    },
  });
  return {
    call: async (id, ...args) => {
      last = undefined;
      const method = client[id];
      if (method === undefined) throw new Error(`the client has no method ${id}`);
      const result = await method(...args).then(
        (body) => ({ body }),
        (error: unknown) => ({ error: error as Json }),
      );
      const answered = last as Response | undefined;
      return { ...result, status: answered?.status ?? 0, findings: answered === undefined ? [] : findingsOf(answered) };
    },
  };
}

/** What Prism put into the header of an answer. */
export function findingsOf({ headers }: Response): Finding[] {
  const violations = JSON.parse(headers.get("sl-violations") ?? "[]") as { location: string[]; code: string }[];
  return violations.map(({ location, code }) => `${location.join(".")} ${code}`);
}

/** The options of a client that goes through Prism to a sandbox. */
export function through(url: string, { projectId, token }: Sandbox): Json {
  return { baseUrl: url, projectId, credentials: { token } };
}
