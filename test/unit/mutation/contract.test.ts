import { beforeAll, describe, expect, test } from "vitest";
import { applyEdits, type Mutant, mutantName } from "../../mutation/contract/mutant.js";
import { mutateCel } from "../../mutation/contract/rules.js";
import { type MutantResult, readEquivalents, readMutants, runChecks, runMutants, survivorReport } from "../../mutation/contract/run.js";

const { document, mutants } = readMutants();
const equivalents = readEquivalents();

describe("the contract", () => {
  test("passes all checks unmodified, and a sample of its mutants is killed", { timeout: 120_000 }, async () => {
    expect(await runChecks(document)).toBeUndefined();
    const results = await runMutants(document, sample(mutants, 12, 20_251_208));
    expect(survivorReport(document, results, equivalents, false)).toEqual([]);
  });

  test("has mutants for schemas and rules, with unique names", () => {
    const names = new Set(mutants.map(mutantName));
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

  test("has at most 30 equivalent mutants, each with a known reason", () => {
    const names = new Set(mutants.map(mutantName));
    expect(equivalents.mutants.filter((entry) => !names.has(mutantName(entry)))).toEqual([]);
    expect(equivalents.mutants.filter(({ reason }) => !Object.hasOwn(equivalents.reasons, reason))).toEqual([]);
    expect(equivalents.mutants.length).toBeLessThanOrEqual(30);
  });
});

describe("survivors", { timeout: 120_000 }, () => {
  const survivor: Mutant = {
    location: "/info/summary",
    change: "reworded",
    edits: [{ path: ["info", "summary"], action: "set", value: "Follow a video." }],
  };

  let results: MutantResult[];
  beforeAll(async () => {
    results = await runMutants(document, [survivor]);
  });

  test("are reported with their position", () => {
    const line = document.text.split("\n").findIndex((text) => text.startsWith("  summary:")) + 1;
    const lines = survivorReport(document, results, { reasons: {}, mutants: [] }, true);
    expect(lines).toEqual([`openapi.yaml:${line}: survived: /info/summary: reworded`]);
  });

  test("are accepted if listed as equivalent, and outdated entries are reported", () => {
    const listed = { location: survivor.location, change: survivor.change, reason: "prose" };
    expect(survivorReport(document, results, { reasons: { prose: "words" }, mutants: [listed] }, true)).toEqual([]);
    expect(survivorReport(document, [], { reasons: { prose: "words" }, mutants: [listed] }, true)).toEqual([
      "equivalent.json: no such mutant; remove the entry: /info/summary: reworded",
    ]);
    const killed = [{ mutant: survivor, killedBy: { stage: "tests" as const, reason: "" } }];
    expect(survivorReport(document, killed, { reasons: {}, mutants: [listed] }, true)).toEqual([
      "equivalent.json: killed; remove the entry: /info/summary: reworded",
      "equivalent.json: unknown reason prose",
    ]);
  });

  test("applyEdits does not modify the contract", () => {
    const before = { list: ["a", "b"], map: { x: 1, y: 2 } };
    const copy = structuredClone(before);
    expect(applyEdits(before, [{ path: ["list", 0], action: "drop" }])).toEqual({ list: ["b"], map: { x: 1, y: 2 } });
    expect(applyEdits(before, [{ path: ["list"], action: "append", value: "c" }])).toEqual({ list: ["a", "b", "c"], map: { x: 1, y: 2 } });
    expect(Object.keys(applyEdits(before.map, [{ path: ["x"], action: "rename", to: "z" }]) as object)).toEqual(["z", "y"]);
    expect(applyEdits(before, [{ path: ["map", "z"], action: "set", value: 3 }])).toEqual({ list: ["a", "b"], map: { x: 1, y: 2, z: 3 } });
    expect(before).toEqual(copy);
  });
});

test("mutateCel changes one token at a time and returns valid expressions", () => {
  const texts = (text: string) => mutateCel(text, { wide: 1, high: 2 }).map((mutation) => mutation.text);
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

/** Pseudo-random sample of a list; the same for the same seed. */
function sample<T>(list: readonly T[], count: number, seed: number): T[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return list[state % list.length] as T;
  });
}
