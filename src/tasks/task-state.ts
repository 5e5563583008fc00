import { aliases } from "../../generated/operations.js";
import type { OutputAssetInfo, Show2DDigitalHumanVideoResponse } from "../../generated/types.js";

/** A task that succeeded; its output asset is present. */
export type SucceededTask = Show2DDigitalHumanVideoResponse & {
  readonly state: "SUCCEED";
  readonly output_asset_config: OutputAssetInfo;
};

/**
 * A video production task; `state === "SUCCEED"` narrows to a task with its output asset. Aliases of `state` are replaced by the
 * canonical value. Source: API documentation, Table 5.
 */
export type Task =
  | SucceededTask
  | (Show2DDigitalHumanVideoResponse & { readonly state: Exclude<Show2DDigitalHumanVideoResponse["state"], "SUCCEED"> });

const stateAliases: Readonly<Record<string, string>> = aliases.Show2DDigitalHumanVideoResponse.state;

/** Replaces an alias of the state (`SUCCESS`) by its canonical value (`SUCCEED`); all other properties are unchanged. */
export function canonicalizeState<T extends { readonly state: Task["state"] }>(task: T): T {
  const canonical = Object.hasOwn(stateAliases, task.state) ? stateAliases[task.state] : undefined;
  // safe cast: the contract's alias table maps to members of the enum
  return canonical === undefined ? task : { ...task, state: canonical as T["state"] };
}

/** Converts a response to a task: the contract requires the output asset of a succeeded task. */
export const toTask = (response: Show2DDigitalHumanVideoResponse): Task => canonicalizeState(response) as Task;
