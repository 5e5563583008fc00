import type { CallOptions } from "../core/operation-call.js";
import { ConfigurationError, type TaskCriteria } from "../errors.js";
import type { TaskContext } from "./context.js";
import { find } from "./find.js";
import type { ListedTask } from "./list.js";

/** Finds the newest task with the same name and script that has produced a video or may still do so. */
export async function findExisting(criteria: TaskCriteria, call: CallOptions, context: TaskContext): Promise<ListedTask | undefined> {
  if (criteria.asset_name === undefined && criteria.script_id === undefined)
    throw new ConfigurationError("once requires a name (output_asset_config.asset_name) or a script_id to search for.", {
      options: ["once"],
    });
  const tasks = await find(criteria, call, context);
  return tasks.find(({ state }) => state === "WAITING" || state === "PROCESSING" || state === "SUCCEED");
}
