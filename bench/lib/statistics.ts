import { createRandom, type Random } from "./random.js";

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
