import type { StepResult } from "../../scripts/task-runner.js";

/** Outcome of running the program on a runtime. */
export type RunOutcome =
  | { readonly output: string }
  /** Reason why the runtime could not be installed or found. */
  | { readonly unavailable: string }
  | { readonly crashed: string };

/** The JSON line that the program prints. */
interface Report {
  readonly runtime: string;
  readonly passed: readonly string[];
  readonly failures: readonly string[];
}

/** Converts the outcome to a step result. Fails if the runtime is unavailable or a different one, or if there is no report. */
export function toStepResult(name: string, outcome: RunOutcome): StepResult {
  if ("unavailable" in outcome) return { ok: false, note: "not available", output: outcome.unavailable };
  if ("crashed" in outcome) return { ok: false, note: "the program crashed", output: outcome.crashed };
  const report = findReport(outcome.output);
  if (report === undefined) return { ok: false, note: "the program printed no report", output: outcome.output };
  const { runtime, passed, failures } = report;
  if (!`${runtime}.`.replace(" ", ".").startsWith(`${name.replace(" ", ".")}.`)) return { ok: false, note: `the runtime is ${runtime}` };
  const count = passed.length + failures.length;
  if (failures.length > 0 || count === 0)
    return { ok: false, note: `${runtime}: ${passed.length} of ${count} checks passed`, output: failures.join("\n") };
  return { ok: true, note: `${runtime}: ${count} checks` };
}

/** Finds the last line that is a report; runtimes can print warnings around it. */
function findReport(output: string): Report | undefined {
  for (const line of output.split("\n").reverse()) {
    try {
      const value: unknown = JSON.parse(line);
      if (isReport(value)) return value;
    } catch {
      // A warning of the runtime.
    }
  }
  return undefined;
}

function isReport(value: unknown): value is Report {
  return typeof value === "object" && value !== null && "runtime" in value && "passed" in value && "failures" in value;
}
