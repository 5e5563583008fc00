import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError, type TaskCriteria } from "../errors.js";
import type { TaskContext } from "./context.js";
import { type ListedTask, listTasks } from "./list.js";
import { isFinalPhase, phaseOf } from "./task-state.js";

/** Criteria that narrow the search. `X-App-UserId` alone does not. */
const CRITERIA = ["asset_name", "script_id", "create_since"] as const;

/** Lists the tasks that match the criteria, and drops entries that contradict them in case the service ignores a filter. */
export async function find(criteria: TaskCriteria, options: CallOptions, context: TaskContext): Promise<ListedTask[]> {
  const { "X-App-UserId": appUserId = options.appUserId, ended_since, exclude_job_ids, ...filter } = criteria;
  const unknown = Object.keys(filter).find((name) => !CRITERIA.some((known) => known === name));
  if (unknown !== undefined)
    throw new ConfigurationError(`${unknown} is not a search criterion. Supported criteria: ${CRITERIA.join(", ")}.`, {
      options: [unknown],
    });
  if (CRITERIA.every((name) => filter[name] === undefined))
    throw new ConfigurationError(`find() requires at least one of ${CRITERIA.join(", ")}.`, { options: ["criteria"] });
  const call = appUserId === undefined ? options : { ...options, appUserId };
  const tasks: ListedTask[] = [];
  for await (const task of listTasks({ ...filter, sort_key: "create_time", sort_dir: "desc" }, call, context)) {
    if (matches(task, filter) && !exclude_job_ids?.includes(task.job_id) && !endedBefore(task, ended_since)) tasks.push(task);
  }
  return tasks.sort((a, b) => (parseServiceTime(b.create_time) ?? 0) - (parseServiceTime(a.create_time) ?? 0));
}

/** Returns false if an entry contradicts the criteria. A new task may have no name yet, and no entry has a script ID. */
function matches({ output_asset_config, create_time }: ListedTask, { asset_name, create_since }: TaskCriteria): boolean {
  const name = output_asset_config?.asset_name;
  if (asset_name !== undefined && name !== undefined && name !== asset_name) return false;
  const [created, since] = [parseServiceTime(create_time), parseServiceTime(create_since)];
  return created === undefined || since === undefined || created >= since;
}

function endedBefore({ state, end_time, lastupdate_time }: ListedTask, since: string | undefined): boolean {
  if (!isFinalPhase(phaseOf(state), "fail")) return false;
  const [ended, earliest] = [parseServiceTime(end_time ?? lastupdate_time), parseServiceTime(since)];
  return ended !== undefined && earliest !== undefined && ended < earliest;
}

/** Parses a time with an offset. Without one the time could be hours off and exclude the right task, so it is ignored. */
function parseServiceTime(text: string | undefined): number | undefined {
  const ms = text !== undefined && /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Finds the newest task with the same name and script that has produced a video or may still do so. */
export async function findExisting(criteria: TaskCriteria, call: CallOptions, context: TaskContext): Promise<ListedTask | undefined> {
  if (criteria.asset_name === undefined && criteria.script_id === undefined)
    throw new ConfigurationError("once requires a name (output_asset_config.asset_name) or a script_id to search for.", {
      options: ["once"],
    });
  const tasks = await find(criteria, call, context);
  return tasks.find(({ state }) => state === "WAITING" || state === "PROCESSING" || state === "SUCCEED");
}
