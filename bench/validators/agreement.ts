import type { Json } from "../lib/paths.js";
import type { Contender } from "./contenders.js";
import { broken, example, full, large, mixed } from "./documents.js";

/** A document with a name; `special` ones are about one trap each. */
export interface Case {
  readonly name: string;
  readonly value: unknown;
}

/** A contender that says other than the limit. */
export interface Disagreement {
  readonly contender: string;
  readonly name: string;
  readonly said: string;
}

/** Verdicts that are known to be wrong, by contender and case, each for the reason given. */
export const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  // UTF-16 units are counted where JSON Schema counts code points; a list is taken for an object.
  typia: ["emoji up to the limit"],
  valibot: ["emoji up to the limit", "a list for an object without required properties"],
};

export function corpus(components: ReadonlyMap<string, Json>): Case[] {
  const sets = { mixed: mixed(components, 600, 21), whole: [example(), full(components), large(components), broken(components)] };
  const cases = Object.entries(sets).flatMap(([name, values]) => values.map((value, i): Case => ({ name: `${name} ${i}`, value })));
  return [...cases, ...traps()];
}

export function disagreements(everyone: readonly Contender[], cases: readonly Case[]): Disagreement[] {
  const [judge, ...others] = everyone;
  return cases.flatMap(({ name, value }) => {
    const expected = judge?.test(value);
    return others.flatMap((contender) => {
      const said = verdict(() => contender.test(value));
      const collected = contender.collect ? verdict(() => contender.collect?.(value).length === 0) : said;
      return said === String(expected) && collected === said
        ? []
        : [{ contender: contender.name, name, said: `${said}, ${collected} when collecting` }];
    });
  });
}

function verdict(ask: () => boolean): string {
  try {
    return String(ask());
  } catch (error) {
    return `threw ${error instanceof Error ? error.message : error}`;
  }
}

function traps(): Case[] {
  const base = { job_id: "j", state: "WAITING" };
  const music = (volume: unknown): unknown => ({ ...base, background_music_config: { volume } });
  return [
    { name: "emoji up to the limit", value: { ...base, background_music_config: { music_asset_id: "\u{1f600}".repeat(64) } } },
    { name: "emoji beyond the limit", value: { ...base, background_music_config: { music_asset_id: "\u{1f600}".repeat(65) } } },
    { name: "a list for the whole", value: [] },
    { name: "a list for an object without required properties", value: { ...base, background_music_config: [] } },
    { name: "null for the whole", value: null },
    { name: "null for an optional object", value: { ...base, voice_config: null } },
    { name: "null where null is allowed", value: { ...base, error_info: null } },
    { name: "an empty error", value: { ...base, error_info: {} } },
    { name: "a text for an error", value: { ...base, error_info: "none" } },
    { name: "unknown properties", value: { ...base, something: { new: true } } },
    { name: "a property named constructor", value: { ...base, constructor: 5 } },
    { name: "a fraction that is whole", value: music(20.0) },
    { name: "a fraction", value: music(20.5) },
    { name: "minus zero", value: music(-0) },
    { name: "beyond 32 bits", value: music(2 ** 32 + 20) },
    { name: "a number in quotes", value: music("20") },
    { name: "a frame rate in quotes", value: { ...base, video_config: { bitrate: 5000, width: 720, height: 1280, frame_rate: "25" } } },
    { name: "a broken frame rate", value: { ...base, video_config: { bitrate: 5000, width: 720, height: 1280, frame_rate: 25.5 } } },
  ];
}
