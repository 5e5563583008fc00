import { CHECKS, type Violation } from "./invariants.js";
import type { SoakReport } from "./run.js";

/** One line per count of a run. */
export function formatCounts({ violations: _, faults, tally, heap, ...counts }: SoakReport): string {
  const megabytes = heap.map((bytes) => (bytes / 1e6).toFixed(2));
  const rows = [...Object.entries(counts), ...[...faults].sort(), ...Object.entries(tally), ["heap after each part, MB", megabytes.join()]];
  return rows.map(([name, count]) => `${String(name).padEnd(36)} ${count}\n`).join("");
}

/** One line per check, followed by its violations, and the number of checks that passed. */
export function formatChecks(violations: readonly Violation[]): string {
  const checks = Object.entries(CHECKS).map(([check, title]) => ({
    title,
    messages: violations.filter((violation) => violation.check === check).map(({ message }) => message),
  }));
  const passed = checks.filter(({ messages }) => messages.length === 0).length;
  const lines = checks.flatMap(({ title, messages }) => [
    `${messages.length === 0 ? "ok  " : "FAIL"} ${title}`,
    ...messages.map((message) => message.replace(/^/gm, "       ")),
  ]);
  return `${[...lines, `${passed} of ${checks.length} checks passed`].join("\n")}\n`;
}
