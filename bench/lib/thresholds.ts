import { createRandom, type Random } from "./measure.js";

/** `pass` if the whole interval meets the goal, `fail` if the whole interval misses it, otherwise `inconclusive`. */
export type GoalStatus = "pass" | "fail" | "inconclusive";

/** A measurement and its upper limit. */
export interface GoalResult {
  readonly name: string;
  readonly value: Estimate;
  readonly atMost: number;
  /** Unit of the value; a ratio if absent. */
  readonly unit?: string;
}

export function goalStatus({ value, atMost }: GoalResult): GoalStatus {
  if (value.high <= atMost) return "pass";
  return value.low > atMost ? "fail" : "inconclusive";
}

/** Returns an estimate of an exact value, with an interval of length 0. */
export function exactEstimate(value: number): Estimate {
  return { median: value, low: value, high: value };
}

/** Prints the goals as a table, followed by the number of goals met. */
export function printGoals(results: readonly GoalResult[]): void {
  const rows = results.map((result) => {
    const { value, atMost, unit = "×" } = result;
    const interval = value.low === value.high ? "" : `${formatNumber(value.low)} – ${formatNumber(value.high)}`;
    return [result.name, `${formatNumber(value.median)} ${unit}`, interval, `≤ ${formatNumber(atMost)} ${unit}`, goalStatus(result)];
  });
  printTable(["goal", "median", "95 %", "expected", "status"], rows);
  const passed = results.filter((result) => goalStatus(result) === "pass").length;
  process.stdout.write(`${passed} of ${results.length} checks passed\n`);
}

/** Prints a Markdown table with aligned columns. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |\n`;
  process.stdout.write(`${line(head)}${line(widths.map((width) => "-".repeat(width)))}${rows.map(line).join("")}\n`);
}

/** Formats a number with about three significant digits. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** A median with its 95 % confidence interval. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Estimates the median of measurements from several processes. Processes differ more than the rounds within one (memory layout,
 * compiled code), so the bootstrap resamples processes first and then the rounds of each.
 */
export function estimate(processes: readonly (readonly number[])[], resamples = 1000, seed = 1): Estimate {
  const random = createRandom(seed);
  const medians = Array.from({ length: resamples }, () => median(resample(processes, random)));
  medians.sort((a, b) => a - b);
  const at = (share: number): number => medians[Math.min(medians.length - 1, Math.floor(share * medians.length))] ?? Number.NaN;
  return { median: median(processes.flat()), low: at(0.025), high: at(0.975) };
}

/** Returns the median. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("cannot compute the median of an empty list");
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function resample(processes: readonly (readonly number[])[], random: Random): number[] {
  const draw = <T>(items: readonly T[]): T[] => Array.from(items, () => items[Math.floor(random() * items.length)] as T);
  return draw(processes).flatMap((rounds) => draw(rounds));
}
