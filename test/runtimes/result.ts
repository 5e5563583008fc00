import type { StepResult } from "../../scripts/task-runner.js";

/** How the program ended on a runtime: with what it printed, or not at all. */
export type Ending = { readonly printed: string } | { readonly missing: string } | { readonly crashed: string };

/** What the program prints. */
interface Report {
  readonly runtime: string;
  readonly held: readonly string[];
  readonly faults: readonly string[];
}

/** The verdict on one runtime. Nothing is passed over: what could not be had, is another runtime, or printed nothing, does not hold. */
export function outcome(name: string, ending: Ending): StepResult {
  if ("missing" in ending) return { ok: false, note: "could not be had", output: ending.missing };
  if ("crashed" in ending) return { ok: false, note: "the program did not end well", output: ending.crashed };
  const report = read(ending.printed);
  if (report === undefined) return { ok: false, note: "the program printed no report", output: ending.printed };
  const { runtime, held, faults } = report;
  if (!`${runtime}.`.replace(" ", ".").startsWith(`${name.replace(" ", ".")}.`)) return { ok: false, note: `this is ${runtime}` };
  const all = held.length + faults.length;
  if (faults.length > 0 || all === 0)
    return { ok: false, note: `${runtime}: ${held.length} of ${all} checks`, output: faults.join("\n") };
  return { ok: true, note: `${runtime}: ${all} checks` };
}

/** The last line that is a report: runtimes may print warnings around it. */
function read(printed: string): Report | undefined {
  for (const line of printed.split("\n").reverse()) {
    try {
      const value: unknown = JSON.parse(line);
      if (isReport(value)) return value;
    } catch {
      // a warning of the runtime
    }
  }
  return undefined;
}

function isReport(value: unknown): value is Report {
  return typeof value === "object" && value !== null && "runtime" in value && "held" in value && "faults" in value;
}
