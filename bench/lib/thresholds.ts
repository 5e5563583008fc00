import type { Estimate } from "./statistics.js";

/** A goal holds when the whole interval meets it, falls short when all of it misses, and is undecided in between. */
export type Verdict = "holds" | "falls short" | "undecided";

/** Something that was measured against a limit that it must not exceed. */
export interface Result {
  readonly name: string;
  readonly value: Estimate;
  readonly atMost: number;
  /** What the value counts; a ratio when absent. */
  readonly unit?: string;
}

export function verdictOf({ value, atMost }: Result): Verdict {
  if (value.high <= atMost) return "holds";
  return value.low > atMost ? "falls short" : "undecided";
}

/** A value that was counted rather than measured: its interval is a point. */
export function exactly(value: number): Estimate {
  return { median: value, low: value, high: value };
}

/** The goals as a table, and as its last line how many of them hold. */
export function printGoals(results: readonly Result[]): void {
  const rows = results.map((result) => {
    const { value, atMost, unit = "×" } = result;
    const interval = value.low === value.high ? "" : `${figure(value.low)} – ${figure(value.high)}`;
    return [result.name, `${figure(value.median)} ${unit}`, interval, `≤ ${figure(atMost)} ${unit}`, verdictOf(result)];
  });
  printTable(["goal", "median", "95 %", "expected", "verdict"], rows);
  const held = results.filter((result) => verdictOf(result) === "holds").length;
  process.stdout.write(`${held} of ${results.length} hold\n`);
}

/** Rows under a head, as a Markdown table with aligned columns. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |\n`;
  process.stdout.write(`${line(head)}${line(widths.map((width) => "-".repeat(width)))}${rows.map(line).join("")}\n`);
}

/** A number with as many digits as a reader needs. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
