import type { ListDigitalHumanVideoParameters as Parameters } from "../../generated/client.js";
import { ListDigitalHumanVideoParameters } from "../../generated/constraints.js";
import type { DigitalHumanVideo } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError } from "../errors.js";
import { named, type Task } from "./task-state.js";
import type { TaskParts } from "./watch.js";

/** A task as the list shows it: without its script. Its `state` is one of the contract's: an alias that came is given by its right name. */
export type ListedTask = DigitalHumanVideo;

/**
 * Which tasks, and in which order: the list's own parameters. `limit` is how many one request asks for, 100 by default;
 * `sort_key` is `create_time` by default, an order that stands still while pages are read.
 */
export interface ListFilter extends Omit<Parameters, "state" | "project_id" | "X-App-UserId"> {
  /** Only tasks in this state, or in one of several: as a list, or joined by commas as the service takes them. */
  readonly state?: string | readonly Task["state"][];
}

/** What one request brought. */
export interface TaskPage {
  /** The tasks that no page before had. */
  readonly jobs: readonly ListedTask[];
  /** How many tasks there are in all, as the service says. */
  readonly count: number | undefined;
  /** How many tasks the request passed over. */
  readonly offset: number;
  readonly requestId: string | undefined;
}

/** As many tasks as one request may ask for. */
const { maximum: most } = ListDigitalHumanVideoParameters.properties.limit;

/** Every task, once. */
export async function* tasks(filter: ListFilter, options: CallOptions, parts: TaskParts): AsyncGenerator<ListedTask, void, undefined> {
  for await (const { jobs } of pages(filter, options, parts)) {
    for (const job of jobs) {
      options.signal?.throwIfAborted();
      yield job;
    }
  }
}

/**
 * Page after page, of a list that moves. Each request asks for the last task of the one before once more: while that one is
 * there, nothing was passed over, and what new tasks in front have pushed back comes twice and is dropped. When it is gone,
 * tasks have left the list and others moved up into places that were read already, so those are read again.
 */
export async function* pages(filter: ListFilter, options: CallOptions, parts: TaskParts): AsyncGenerator<TaskPage, void, undefined> {
  const { offset: start = 0, limit: size = most } = filter;
  const read = reader(filter, options, parts);
  let last: string | undefined;
  let shown: string | undefined;
  let offset = start;
  for (let idle = 0; ; ) {
    const again = last === undefined ? 0 : 1;
    const { page, ids, goesOn, request } = await read(offset - again, again === 0 ? size : Math.min(most, size + again));
    if (page.jobs.length > 0 || last === undefined) yield page;
    // a service that gives the same page whatever it is asked for is not asked for ever
    idle = ids.join() === shown ? idle + 1 : 0;
    shown = ids.join();
    const more = goesOn && idle < 3;
    if (last !== undefined && !ids.includes(last)) {
      // by half pages that overlap, so that what comes in front meanwhile leaves no gap
      for (let back = page.offset; back > start; ) {
        back = Math.max(start, back - most / 2);
        const earlier = await read(back, Math.min(most, page.offset - back + most / 2));
        if (earlier.page.jobs.length > 0) yield earlier.page;
        // what stands before a task that was known by then was read by then
        if (earlier.first < request) break;
      }
    }
    if (!more) return;
    last = ids.at(-1) ?? last;
    if (ids.length > 0) offset = page.offset + ids.length;
  }
}

/** One page, and what it says of the others. */
interface Read {
  readonly page: TaskPage;
  /** Of all its tasks, also those that came before. */
  readonly ids: readonly string[];
  /** Whether there is another page after it. */
  readonly goesOn: boolean;
  /** The number of the request. */
  readonly request: number;
  /** The number of the request that brought its first task. */
  readonly first: number;
}

/** Reads pages, and knows which tasks were read already. */
function reader(
  { state, ...filter }: ListFilter,
  options: CallOptions,
  parts: TaskParts,
): (offset: number, limit: number) => Promise<Read> {
  for (const [name, value] of Object.entries({ state, ...filter })) {
    if (!Array.isArray(value) || value.length > 0) continue;
    throw new ConfigurationError(`${name} is an empty list, which would ask for every task; leave it out for that.`, { options: [name] });
  }
  const methods = parts.methods();
  const expected = { sort_key: "create_time" as const, ...filter, ...(state !== undefined && { state: state.toString() }) };
  const seen = new Map<string, number>();
  let request = 0;
  return async (offset, limit) => {
    options.signal?.throwIfAborted();
    const { data, requestId } = await methods.listDigitalHumanVideo({ ...expected, offset, limit }, options).withResponse();
    const { jobs: all = [], count } = data;
    const ids = all.map(({ job_id }) => job_id);
    request += 1;
    const jobs = all.filter(({ job_id }) => !seen.has(job_id) && seen.set(job_id, request)).map(named);
    const first = seen.get(ids[0] ?? "") ?? request;
    const end = offset + ids.length;
    // a full page is the last one only where the count says so, and speaks of more than this page; a short one goes on only where it does
    const goesOn = ids.length >= limit ? !(count === end && offset > 0) : ids.length > 0 && count !== undefined && count > end;
    return { page: { jobs, count, offset, requestId }, ids, goesOn, request, first };
  };
}
