import { CHECKS, type Violation } from "./invariants.js";
import type { SoakReport } from "./run.js";

/** Formats the counts of a run as a table. */
export function formatCounts(report: SoakReport): string {
  const { videos, requests, faults, lostResponses, tally, heap, scannedTexts, seconds, virtualHours } = report;
  const faultCount = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const rows: [string, string | number][] = [
    ["videos", videos],
    ["requests", requests],
    ["faults", `${faultCount} (${((100 * faultCount) / requests).toFixed(1)} %)`],
    ...[...faults].sort().map(([name, count]): [string, number] => [`  ${name}`, count]),
    ["create responses lost", lostResponses],
    ["  found by createAndWait", tally.foundByCreateAndWait],
    ["  found by tasks.find", tally.foundByFind],
    ["  not found, created again", tally.recreated],
    ["create requests rejected and retried", tally.rejected],
    ["errors thrown by the client", tally.errors],
    ["simulated process crashes", tally.crashes],
    ["resumed in another process", tally.resumed],
    ["downloads started", tally.downloads],
    ["texts scanned for secrets", scannedTexts],
    ["heap after each part", heap.map((bytes) => `${(bytes / 1e6).toFixed(2)} MB`).join(", ")],
    ["virtual hours", virtualHours.toFixed(1)],
    ["seconds", seconds.toFixed(1)],
  ];
  return rows.map(([name, value]) => `${name.padEnd(36)} ${value}\n`).join("");
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
