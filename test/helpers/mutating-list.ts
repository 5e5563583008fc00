import type { Client, ClientOptions } from "../../src/index.js";
import { createTestClock } from "./clock.js";
import { clientOver } from "./stub-client.js";

/** A request for a page. */
export interface Asked {
  readonly offset: number;
  readonly limit: number;
  readonly query: URLSearchParams;
}

/** A list that moves: `before` may change it before each request is answered; ids in their order. */
export function moving(
  ids: string[],
  setup: { before?: (n: number) => void; count?: "all" | "page" | "none" | number; cap?: number; options?: Partial<ClientOptions> } = {},
): { client: Client; asked: Asked[] } {
  const { before = () => {}, count = "all", cap = Number.POSITIVE_INFINITY, options = {} } = setup;
  const asked: Asked[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const query = new URL(String(input)).searchParams;
    const [offset, limit] = [Number(query.get("offset") ?? 0), Number(query.get("limit") ?? 10)];
    asked.push({ offset, limit, query });
    before(asked.length);
    const jobs = ids.slice(offset, offset + Math.min(limit, cap)).map((job_id) => ({ job_id, state: "WAITING" }));
    const counted = { all: ids.length, page: jobs.length, none: undefined }[count as string] ?? (count === "none" ? undefined : count);
    return new Response(JSON.stringify({ count: counted, jobs }), { headers: { "x-request-id": `r${asked.length}` } });
  };
  const clock = createTestClock();
  const client = clientOver(fetch, { clock, ...options });
  return { client, asked };
}

/** `t0`, `t1`, … */
export function ids(count: number, name = "t"): string[] {
  return Array.from({ length: count }, (_, i) => `${name}${i}`);
}
