import { aliases } from "../../generated/operations.js";
import { show2DDigitalHumanVideo } from "../../generated/requests.js";
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

/** Which states are final, and where the result is (`x-waiter`). */
export const { waiter } = show2DDigitalHumanVideo;

/** Classification of a task state. `unknown`: the state is not in the contract. */
export type Phase = "pending" | "succeeded" | "failed" | "canceled" | "blocked" | "unknown";

/** Classifies a state according to the contract (`x-waiter`). */
export function phaseOf(state: string): Phase {
  for (const phase of ["pending", "succeeded", "failed", "canceled", "blocked"] as const) {
    const states: readonly string[] = waiter[phase];
    if (states.includes(state)) return phase;
  }
  return "unknown";
}

/** Returns true if the task has the result that a successful task must have (`x-waiter`). */
export function hasResult<T extends Partial<Task>>(task: T): boolean {
  const result = task[waiter.result];
  return typeof result === "object" && result !== null;
}

/** Returns true if waiting ends in this phase. */
export function isFinalPhase(phase: Phase, onBlocked: "fail" | "wait"): boolean {
  return phase === "succeeded" || phase === "failed" || phase === "canceled" || (phase === "blocked" && onBlocked === "fail");
}
