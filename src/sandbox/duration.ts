/** A span of time: milliseconds, or a number with its unit: `500ms`, `90s`, `5m`, `24h`. */
export type Duration = number | string;

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration. Throws a `RangeError` that names what was found when it is negative, not finite or not of this form. */
export function milliseconds(duration: Duration): number {
  const [, figure, unit] = typeof duration === "string" ? (/^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? []) : ["", duration, "ms"];
  const value = Number(figure) * (UNITS[unit ?? ""] ?? Number.NaN);
  if (!Number.isFinite(value) || value < 0) {
    throw new RangeError(
      `not a duration: ${JSON.stringify(duration) ?? String(duration)}; expected milliseconds from 0 up, or a text like "90s", "5m", "24h"`,
    );
  }
  return value;
}
