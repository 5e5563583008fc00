import { show2DDigitalHumanVideo } from "../../generated/requests.js";
import type { Task } from "./task-state.js";

/** Classification of a task state. `unknown`: the state is not in the contract. */
export type Phase = "pending" | "succeeded" | "failed" | "canceled" | "blocked" | "unknown";

const { waiter } = show2DDigitalHumanVideo;

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
