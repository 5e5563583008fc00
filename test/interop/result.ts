import type { StepResult } from "../../scripts/task-runner.js";

/** Faults beyond these are counted. */
const SHOWN = 12;

/** Holds where there are no faults; else tells the first of them. */
export function verdictOf(faults: readonly string[], note: string): StepResult {
  if (faults.length === 0) return { ok: true, note };
  const more = faults.length > SHOWN ? [`and ${faults.length - SHOWN} more`] : [];
  return { ok: false, note: `${faults.length} faults`, output: [...faults.slice(0, SHOWN), ...more].join("\n") };
}
