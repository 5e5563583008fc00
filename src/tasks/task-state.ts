import { aliases, show2DDigitalHumanVideo } from "../../generated/operations.js";
import type { OutputAssetInfo, Show2DDigitalHumanVideoResponse } from "../../generated/types.js";

/** A video production task (Table 5). Its `state` is one of the contract's: an alias that came is given by its right name. */
export type Task = Show2DDigitalHumanVideoResponse;

/** A task that succeeded: its output asset is there. */
export type SucceededTask = Task & { readonly state: "SUCCEED"; readonly output_asset_config: OutputAssetInfo };

/** What a state means for someone who waits. */
export type Phase = "pending" | "succeeded" | "failed" | "canceled" | "blocked" | "unknown";

const { waiter } = show2DDigitalHumanVideo;
const stateAliases: Readonly<Record<string, string>> = aliases.Show2DDigitalHumanVideoResponse.state;

/** Gives the state by its right name; everything else stays as it came. */
export function named<T extends { state: Task["state"] }>(task: T): T {
  const alias = Object.hasOwn(stateAliases, task.state) ? stateAliases[task.state] : undefined;
  // the contract's own table says that this name belongs to the enum
  return alias === undefined ? task : { ...task, state: alias as T["state"] };
}

/** What the contract says about a state (`x-waiter`). */
export function phaseOf(state: string): Phase {
  for (const phase of ["pending", "succeeded", "failed", "canceled", "blocked"] as const) {
    const states: readonly string[] = waiter[phase];
    if (states.includes(state)) return phase;
  }
  return "unknown";
}

/** Whether a task carries the result that success promises. */
export function hasResult<T extends Partial<Task>>(task: T): boolean {
  const result = task[waiter.result];
  return typeof result === "object" && result !== null;
}
