import type { Client, ClientOptions } from "../../../src/index.js";
import { createTestClock } from "./clock.js";
import { createStubClient } from "./stub-client.js";

export interface PageRequest {
  readonly offset: number;
  readonly limit: number;
  readonly query: URLSearchParams;
}

export interface MutatingListOptions {
  /** Called before the n-th response, counted from 1; may change the list. */
  readonly before?: (n: number) => void;
  /** Value of `count` in responses: the list's length (default), the page's length, none, or a constant. */
  readonly count?: "all" | "page" | "none" | number;
  /** Maximum page size of the service, whatever the limit. */
  readonly cap?: number;
  readonly options?: Partial<ClientOptions>;
}

/** Creates a client of a service that lists these IDs in order. */
export function createMutatingList(ids: string[], setup: MutatingListOptions = {}): { client: Client; requests: PageRequest[] } {
  const { before = () => {}, count = "all", cap = Number.POSITIVE_INFINITY, options = {} } = setup;
  const requests: PageRequest[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const query = new URL(String(input)).searchParams;
    const [offset, limit] = [Number(query.get("offset") ?? 0), Number(query.get("limit") ?? 10)];
    requests.push({ offset, limit, query });
    before(requests.length);
    const jobs = ids.slice(offset, offset + Math.min(limit, cap)).map((job_id) => ({ job_id, state: "WAITING" }));
    const total = { all: ids.length, page: jobs.length, none: undefined }[count as string] ?? (count === "none" ? undefined : count);
    return new Response(JSON.stringify({ count: total, jobs }), { headers: { "x-request-id": `r${requests.length}` } });
  };
  const client = createStubClient(fetch, { clock: createTestClock(), ...options });
  return { client, requests };
}

/** Returns `t0`, `t1`, … */
export function createIds(count: number, prefix = "t"): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${i}`);
}
