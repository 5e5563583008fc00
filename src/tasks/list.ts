import { ListDigitalHumanVideoParameters } from "../../generated/constraints.js";
import type { ListDigitalHumanVideoParameters as Parameters } from "../../generated/parameter-types.js";
import type { DigitalHumanVideo } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError } from "../errors.js";
import type { TaskContext } from "./context.js";
import { canonicalizeState, type Task } from "./task-state.js";

/** A task as the list operation returns it, without its script. Aliases of `state` are replaced by the canonical value. */
export type ListedTask = DigitalHumanVideo;

/**
 * Filter and sort order of a list: the query parameters of the list operation. `limit` is the page size (default and maximum:
 * 100). `sort_key` defaults to `create_time`, whose order does not change while pages are read.
 */
export interface ListFilter extends Omit<Parameters, "state" | "project_id" | "X-App-UserId"> {
  /** Only tasks in one of these states: an array, or a comma-separated string. */
  readonly state?: string | readonly Task["state"][];
}

/** One page of a list. */
export interface TaskPage {
  /** Tasks that were not on an earlier page. */
  readonly jobs: readonly ListedTask[];
  /** Total number of tasks that match the filter, as reported by the service. */
  readonly count: number | undefined;
  /** Offset of the page's first task. */
  readonly offset: number;
  /** `X-Request-Id` of the response. */
  readonly requestId: string | undefined;
}

/** Maximum page size of the list operation. */
const { maximum: MAX_PAGE_SIZE } = ListDigitalHumanVideoParameters.properties.limit;

/** Number of identical consecutive pages after which reading stops. */
const MAX_REPEATED_PAGES = 3;

/** Yields every task that matches the filter, each once. */
export async function* listTasks(
  filter: ListFilter,
  options: CallOptions,
  context: TaskContext,
): AsyncGenerator<ListedTask, void, undefined> {
  for await (const { jobs } of listPages(filter, options, context)) {
    for (const job of jobs) {
      options.signal?.throwIfAborted();
      yield job;
    }
  }
}

/**
 * Yields the pages of a list that may change between requests. Each request overlaps the previous page by one task. If that
 * task is still there, no task was skipped, and tasks shifted back by new ones are dropped as duplicates. If it is gone,
 * tasks left the list and later ones moved into offsets that were already read, so those offsets are read again.
 */
export async function* listPages(
  filter: ListFilter,
  options: CallOptions,
  context: TaskContext,
): AsyncGenerator<TaskPage, void, undefined> {
  const { offset: start = 0, limit: pageSize = MAX_PAGE_SIZE } = filter;
  const readPage = createPageReader(filter, options, context);
  let lastId: string | undefined;
  let previousIds: string | undefined;
  let offset = start;
  for (let repeats = 0; ; ) {
    const overlap = lastId === undefined ? 0 : 1;
    // the first request sends the caller's limit unchanged, so that one above the maximum is rejected
    const limit = overlap === 0 ? pageSize : Math.min(MAX_PAGE_SIZE, pageSize + overlap);
    const { page, ids, hasMore, request } = await readPage(offset - overlap, limit);
    if (page.jobs.length > 0 || lastId === undefined) yield page;
    // a service that ignores the offset returns the same page forever
    repeats = ids.join() === previousIds ? repeats + 1 : 0;
    previousIds = ids.join();
    const shouldContinue = hasMore && repeats < MAX_REPEATED_PAGES;
    if (lastId !== undefined && !ids.includes(lastId)) {
      // steps of half a page overlap, so that tasks inserted meanwhile leave no gap
      for (let rereadOffset = page.offset; rereadOffset > start; ) {
        rereadOffset = Math.max(start, rereadOffset - MAX_PAGE_SIZE / 2);
        const reread = await readPage(rereadOffset, Math.min(MAX_PAGE_SIZE, page.offset - rereadOffset + MAX_PAGE_SIZE / 2));
        if (reread.page.jobs.length > 0) yield reread.page;
        // the first task was already known before this page, so everything in front of it has been read
        if (reread.firstSeenIn < request) break;
      }
    }
    if (!shouldContinue) return;
    lastId = ids.at(-1) ?? lastId;
    if (ids.length > 0) offset = page.offset + ids.length;
  }
}

interface ReadPage {
  readonly page: TaskPage;
  /** IDs of all tasks in the response, including duplicates of earlier pages. */
  readonly ids: readonly string[];
  readonly hasMore: boolean;
  /** Sequence number of the request. */
  readonly request: number;
  /** Sequence number of the request that first returned this page's first task. */
  readonly firstSeenIn: number;
}

/** Creates a function that reads a page and remembers which tasks were already returned. */
function createPageReader(
  { state, ...filter }: ListFilter,
  options: CallOptions,
  context: TaskContext,
): (offset: number, limit: number) => Promise<ReadPage> {
  for (const [name, value] of Object.entries({ state, ...filter })) {
    if (!Array.isArray(value) || value.length > 0) continue;
    throw new ConfigurationError(`${name} is an empty array. Omit it to list all tasks.`, { options: [name] });
  }
  const methods = context.methods();
  const query = { sort_key: "create_time" as const, ...filter, ...(state !== undefined && { state: state.toString() }) };
  const seen = new Map<string, number>();
  let request = 0;
  return async (offset, limit) => {
    options.signal?.throwIfAborted();
    const { data, requestId } = await methods.listDigitalHumanVideo({ ...query, offset, limit }, options).withResponse();
    const { jobs: allJobs = [], count } = data;
    const ids = allJobs.map(({ job_id }) => job_id);
    request += 1;
    const jobs = allJobs.filter(({ job_id }) => !seen.has(job_id) && seen.set(job_id, request)).map(canonicalizeState);
    const firstSeenIn = seen.get(ids[0] ?? "") ?? request;
    const end = offset + ids.length;
    // services count inconsistently: a full page is last only if the total ends there and covers more than this page;
    // a short page is followed by another only if the total says so
    const hasMore = ids.length >= limit ? !(count === end && offset > 0) : ids.length > 0 && count !== undefined && count > end;
    return { page: { jobs, count, offset, requestId }, ids, hasMore, request, firstSeenIn };
  };
}
