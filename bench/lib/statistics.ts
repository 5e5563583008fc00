import { type Random, seeded } from "./random.js";

/** A median with the interval in which it lies with 95 % confidence. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Median of measurements made in several processes. Processes differ more than the rounds within one (layout of memory and of
 * compiled code), so the bootstrap draws processes first and rounds of each second.
 */
export function estimate(processes: readonly (readonly number[])[], resamples = 1000, seed = 1): Estimate {
  const random = seeded(seed);
  const medians = Array.from({ length: resamples }, () => median(resample(processes, random)));
  medians.sort((a, b) => a - b);
  const at = (share: number): number => medians[Math.min(medians.length - 1, Math.floor(share * medians.length))] ?? Number.NaN;
  return { median: median(processes.flat()), low: at(0.025), high: at(0.975) };
}

/** The middle of the values; the mean of both middles where their number is even. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error("an empty list has no median");
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

function resample(processes: readonly (readonly number[])[], random: Random): number[] {
  const draw = <T>(items: readonly T[]): T[] => Array.from(items, () => items[Math.floor(random() * items.length)] as T);
  return draw(processes).flatMap((rounds) => draw(rounds));
}
