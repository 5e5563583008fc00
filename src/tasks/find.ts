import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError, type TaskCriteria } from "../errors.js";
import { type ListedTask, tasks } from "./list.js";
import type { TaskParts } from "./watch.js";

/** The criteria that a task can be known by. */
const names = ["asset_name", "script_id", "create_since"] as const;

/** Asks the list, and believes it only as far as its entries do not say otherwise. */
export async function find(criteria: TaskCriteria, options: CallOptions, parts: TaskParts): Promise<ListedTask[]> {
  const { "X-App-UserId": appUserId = options.appUserId, ...filter } = criteria;
  const unknown = Object.keys(filter).find((name) => !names.some((known) => known === name));
  if (unknown !== undefined || names.every((name) => filter[name] === undefined)) {
    const found = unknown === undefined ? "none was given" : `${unknown} is none of them`;
    throw new ConfigurationError(`A task is found by ${names.join(", ")}; ${found}.`, { options: [unknown ?? "criteria"] });
  }
  const call = appUserId === undefined ? options : { ...options, appUserId };
  const found: ListedTask[] = [];
  for await (const task of tasks({ ...filter, sort_key: "create_time", sort_dir: "desc" }, call, parts)) {
    if (mayBe(task, filter)) found.push(task);
  }
  return found.sort((one, other) => (timeOf(other.create_time) ?? 0) - (timeOf(one.create_time) ?? 0));
}

/** Whether what an entry says of itself agrees: it need not name its video yet, and never names its script. */
function mayBe({ output_asset_config, create_time }: ListedTask, { asset_name, create_since }: TaskCriteria): boolean {
  const name = output_asset_config?.asset_name;
  if (asset_name !== undefined && name !== undefined && name !== asset_name) return false;
  const [created, since] = [timeOf(create_time), timeOf(create_since)];
  return created === undefined || since === undefined || created >= since;
}

/** A time that says where on earth it is counted; any other could be hours off, and a task be missed. */
function timeOf(text: string | undefined): number | undefined {
  const at = text !== undefined && /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
