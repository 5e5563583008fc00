import { ListDigitalHumanVideoParameters } from "../../generated/constraints.js";
import type { ListDigitalHumanVideoParameters as Parameters, VideoTask } from "../../generated/types.js";
import type { CallOptions } from "../core/operation-call.js";
import { type PageSource, readEntries, readPages, rejectEmptyLists } from "../http/read-pages.js";
import type { TaskContext } from "./context.js";
import { canonicalizeState, type Task } from "./task-state.js";

/** A task as the list operation returns it, without its script. Aliases of `state` are replaced by the canonical value. */
export type ListedTask = VideoTask;

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

/** Yields every task that matches the filter, each once. */
export async function* listTasks(
  filter: ListFilter,
  options: CallOptions,
  context: TaskContext,
): AsyncGenerator<ListedTask, void, undefined> {
  yield* readEntries(listPages(filter, options, context), ({ jobs }) => jobs, options.signal);
}

/** Yields the pages of a list that may change between requests. */
export async function* listPages(
  { state, ...filter }: ListFilter,
  options: CallOptions,
  context: TaskContext,
): AsyncGenerator<TaskPage, void, undefined> {
  rejectEmptyLists({ state, ...filter });
  const methods = context.methods();
  const query = { sort_key: "create_time" as const, ...filter, ...(state !== undefined && { state: state.toString() }) };
  const readPage = async (offset: number, limit: number) => {
    const { data, requestId } = await methods.listDigitalHumanVideo({ ...query, offset, limit }, options).withResponse();
    return { entries: data.jobs ?? [], count: data.count, requestId };
  };
  const source: PageSource<ListedTask> = { readPage, idOf: ({ job_id }) => job_id, maxPageSize: MAX_PAGE_SIZE, signal: options.signal };
  for await (const { entries, ...page } of readPages(source, filter)) yield { jobs: entries.map(canonicalizeState), ...page };
}

/** Maximum page size of the list operation. */
const { maximum: MAX_PAGE_SIZE } = ListDigitalHumanVideoParameters.properties.limit;
