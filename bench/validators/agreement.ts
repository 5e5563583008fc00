import type { Json } from "../lib/paths.js";
import { example, full, invalid, large, mixed } from "./documents.js";
import type { Contender } from "./schema.js";

/** A named document. */
export interface Case {
  readonly name: string;
  readonly value: unknown;
}

/** A contender whose result differs from the yardstick. */
export interface Disagreement {
  readonly contender: string;
  readonly name: string;
  readonly result: string;
}

/** Known wrong results by contender and case. */
export const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // Strings are measured in UTF-16 code units instead of code points.
  typia: ["emoji up to the limit"],
};

export function agreementCases(components: ReadonlyMap<string, Json>): Case[] {
  const sets = { mixed: mixed(components, 600, 21), complete: [example(), full(components), large(components), invalid(components)] };
  const cases = Object.entries(sets).flatMap(([name, values]) => values.map((value, i): Case => ({ name: `${name} ${i}`, value })));
  return [...cases, ...edgeCases()];
}

export function findDisagreements(allContenders: readonly Contender[], cases: readonly Case[]): Disagreement[] {
  const [reference, ...others] = allContenders;
  return cases.flatMap(({ name, value }) => {
    const expected = reference?.test(value);
    return others.flatMap((contender) => {
      const result = tryTest(() => contender.test(value));
      const collected = contender.collect ? tryTest(() => contender.collect?.(value).length === 0) : result;
      return result === String(expected) && collected === result
        ? []
        : [{ contender: contender.name, name, result: `${result}, ${collected} when collecting` }];
    });
  });
}

function tryTest(test: () => boolean): string {
  try {
    return String(test());
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : error}`;
  }
}

function edgeCases(): Case[] {
  const base = { job_id: "j", state: "WAITING" };
  const music = (volume: unknown): unknown => ({ ...base, background_music_config: { volume } });
  return [
    { name: "emoji up to the limit", value: { ...base, background_music_config: { music_asset_id: "\u{1f600}".repeat(64) } } },
    { name: "emoji above the limit", value: { ...base, background_music_config: { music_asset_id: "\u{1f600}".repeat(65) } } },
    { name: "array as the root", value: [] },
    { name: "array as an object without required properties", value: { ...base, background_music_config: [] } },
    { name: "null as the root", value: null },
    { name: "null as an optional object", value: { ...base, voice_config: null } },
    { name: "null as a nullable property", value: { ...base, error_info: null } },
    { name: "empty error", value: { ...base, error_info: {} } },
    { name: "string as an error", value: { ...base, error_info: "none" } },
    { name: "unknown properties", value: { ...base, something: { new: true } } },
    { name: "property named constructor", value: { ...base, constructor: 5 } },
    { name: "integer written as a fraction", value: music(20.0) },
    { name: "fraction", value: music(20.5) },
    { name: "minus zero", value: music(-0) },
    { name: "above 32 bits", value: music(2 ** 32 + 20) },
    { name: "number as a string", value: music("20") },
    { name: "frame rate as a string", value: { ...base, video_config: { bitrate: 5000, width: 720, height: 1280, frame_rate: "25" } } },
    { name: "fractional frame rate", value: { ...base, video_config: { bitrate: 5000, width: 720, height: 1280, frame_rate: 25.5 } } },
  ];
}
