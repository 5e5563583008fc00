/** A time span: a number of milliseconds, or a string such as `"500ms"`, `"90s"`, `"5m"` or `"24h"`. */
export type Duration = number | string;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Converts a duration to milliseconds. Throws a `RangeError` if it is negative, not finite or not in a supported format. */
export function milliseconds(duration: Duration): number {
  const [, figure, unit] = typeof duration === "string" ? (/^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? []) : ["", duration, "ms"];
  const value = Number(figure) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(
      `invalid duration ${JSON.stringify(duration) ?? String(duration)}: expected a number of milliseconds (0 or more) or a string such as "90s", "5m" or "24h"`,
    );
  }
  return value;
}

/** Maximum speed of a server's virtual clock: eleven days per second. Far beyond it, dates leave the range of `Date`. */
export const MAX_SPEED = 1_000_000;

/** Formats a time like the documented examples: UTC, in whole seconds. */
export const formatTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
