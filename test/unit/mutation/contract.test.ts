import { describe, expect, test } from "vitest";
import { alterCel } from "../../mutation/contract/cel.js";
import { edited, type Mutant, nameOf } from "../../mutation/contract/mutant.js";
import { complaints, judgeAll, readEquivalents, readMutants } from "../../mutation/contract/run.js";
import { judge } from "../../mutation/contract/runner.js";

const { document, mutants } = readMutants();
const equivalents = readEquivalents();

describe("the contract", () => {
  test("is noticed by nobody as it stands, and a sample of its mutants by somebody", { timeout: 120_000 }, async () => {
    expect(await judge(document)).toBeUndefined();
    const results = await judgeAll(document, sample(mutants, 40, 20_251_208));
    expect(complaints(document, results, equivalents, false)).toEqual([]);
  });

  test("has a mutant for every row and every rule", () => {
    const names = new Set(mutants.map(nameOf));
    expect(names.size).toBe(mutants.length);
    for (const name of [
      "/components/schemas/VideoConfig/properties/bitrate: dropped",
      "/components/schemas/VideoConfig/properties/bitrate: renamed",
      "/components/schemas/VideoConfig/properties/bitrate: made optional",
      '/components/schemas/VideoConfig/properties/bitrate/type: "integer" → "number"',
      "/components/schemas/VideoConfig/properties/bitrate/maximum: 30000 → 30001",
      "/components/schemas/VideoConfig/properties/bitrate/maximum: dropped",
      "/components/schemas/VideoConfig/properties/codec/enum/QTRLE: dropped",
      '/components/schemas/VideoConfig/properties/codec/enum: "ADDED" added',
      "/components/schemas/VideoConfig/x-validations/crop-width: dropped",
      '/components/schemas/VideoConfig/x-validations/crop-width/severity: → "error"',
      "/components/schemas/VideoConfig/x-validations/crop-width/rule: `>` → `>=` at 39-40",
      "/components/schemas/VideoConfig/x-validations/crop-width/fieldPath: → .clip_mode",
    ]) {
      expect(names).toContain(name);
    }
  });

  test("has equivalent mutants that exist, each for one of the reasons; the list may only shrink", () => {
    const names = new Set(mutants.map(nameOf));
    expect(equivalents.mutants.filter((entry) => !names.has(nameOf(entry)))).toEqual([]);
    expect(equivalents.mutants.filter(({ reason }) => !Object.hasOwn(equivalents.reasons, reason))).toEqual([]);
    expect(equivalents.mutants.length).toBeLessThanOrEqual(30);
  });
});

describe("a mutant", { timeout: 120_000 }, () => {
  const mute: Mutant = {
    place: "/info/summary",
    change: "another word",
    edits: [{ path: ["info", "summary"], action: "set", value: "Follow a video." }],
  };

  test("that nobody notices is named with its line", async () => {
    const results = await judgeAll(document, [mute]);
    const line = document.text.split("\n").findIndex((text) => text.startsWith("  summary:")) + 1;
    const found = complaints(document, results, { reasons: {}, mutants: [] }, true);
    expect(found).toEqual([`openapi.yaml:${line}: nobody notices: /info/summary: another word`]);
  });

  test("on the list of equivalents is let through, and only there", async () => {
    const results = await judgeAll(document, [mute]);
    const listed = { place: mute.place, change: mute.change, reason: "prose" };
    expect(complaints(document, results, { reasons: { prose: "words" }, mutants: [listed] }, true)).toEqual([]);
    expect(complaints(document, [], { reasons: { prose: "words" }, mutants: [listed] }, true)).toEqual([
      "equivalent.json: there is no mutant /info/summary: another word; take it out",
    ]);
    const noticed = [{ mutant: mute, verdict: { by: "tests" as const, reason: "" } }];
    expect(complaints(document, noticed, { reasons: {}, mutants: [listed] }, true)).toEqual([
      "equivalent.json: somebody notices /info/summary: another word; take it out",
      "equivalent.json: no reason prose",
    ]);
  });

  test("leaves the contract as it was", () => {
    const before = { list: ["a", "b"], map: { x: 1, y: 2 } };
    const copy = structuredClone(before);
    expect(edited(before, [{ path: ["list", 0], action: "drop" }])).toEqual({ list: ["b"], map: { x: 1, y: 2 } });
    expect(edited(before, [{ path: ["list"], action: "append", value: "c" }])).toEqual({ list: ["a", "b", "c"], map: { x: 1, y: 2 } });
    expect(Object.keys(edited(before.map, [{ path: ["x"], action: "rename", to: "z" }]) as object)).toEqual(["z", "y"]);
    expect(edited(before, [{ path: ["map", "z"], action: "set", value: 3 }])).toEqual({ list: ["a", "b"], map: { x: 1, y: 2, z: 3 } });
    expect(before).toEqual(copy);
  });
});

test("CEL is altered one thing at a time, and stays an expression", () => {
  const texts = (text: string) => alterCel(text, { wide: 1, high: 2 }).map((altered) => altered.text);
  expect(texts("self.a >= 1")).toEqual(["self.a > 1", "self.a >= 2", "self.a >= 0"]);
  expect(texts("!has(self.dx) || (wide < 2.5)")).toEqual([
    "!has(self.dx) && (wide < 2.5)",
    "false || (wide < 2.5)",
    "!has(self.dx) || (false)",
    "(has(self.dx)) || (wide < 2.5)",
    "!!has(self.dx) || (wide < 2.5)",
    "!has(self.dx) || (wide <= 2.5)",
    "!has(self.dx) || (high < 2.5)",
    "!has(self.dx) || (wide < 3.5)",
    "!has(self.dx) || (wide < 1.5)",
  ]);
  expect(texts('self.t.matches("^a")')).toEqual(['self.t.matches("a")', 'self.t.matches("^")']);
  expect(texts("(a ? b : c).width")).toEqual(["(a ? b : c).height", "(true ? b : c).width", "(false ? b : c).width"]);
});

/** Some of a list, always the same for a seed. */
function sample<T>(list: readonly T[], count: number, seed: number): T[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[state % list.length] as T;
  });
}
