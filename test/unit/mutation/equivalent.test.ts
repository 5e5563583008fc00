import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Checks, loadChecks } from "../../../scripts/contract/module-loader.js";
import { type Instance, readCorpus } from "../../../scripts/docs/corpus.js";
import { applyEdits, type Mutant, mutantName } from "../../mutation/contract/mutant.js";
import { readEquivalents, readMutants, runChecks } from "../../mutation/contract/run.js";

/** Values of random instances: the sizes of canvases, models and resolutions, plus and minus one. */
const NUMBERS = [0, 180, 607, 656, 720, 1080, 1280, 1440, 1600, 1920, 2160, 2880, 3840, 7680].flatMap((n) => [-n, n - 1, n, n + 1]);
const LETTERS = [..."#0129aAfFgG z\n"];
const ROUNDS = 80;

const { document, mutants } = readMutants();
const original = loadChecks(document);
const corpus = readCorpus(fileURLToPath(new URL("../../corpus", import.meta.url)));

test("equivalent mutants do not change the issues of random variants of their rule's corpus", { timeout: 120_000 }, async () => {
  const random = createRandom(20_251_208);
  for (const round of rounds()) {
    const checks = await loadChecks(
      document,
      applyEdits(
        document.value,
        round.flatMap(({ edits }) => edits),
      ),
    );
    for (const mutant of round) {
      const differences = await findDifferences(checks, corpus.get(mutant.rule ?? "") ?? [], random);
      expect({ mutant: mutantName(mutant), differences }).toEqual({ mutant: mutantName(mutant), differences: [] });
    }
  }
});

test("a mutant that only changes values in a message is not equivalent", { timeout: 120_000 }, async () => {
  const mutant = mutants.find(
    ({ location, change }) => location.endsWith("VideoScriptRules/x-variables/outline") && change.startsWith("`dy` → `dx`"),
  );
  if (mutant === undefined) throw new Error("no such mutant");
  const checks = await loadChecks(document, applyEdits(document.value, mutant.edits));
  expect(await findDifferences(checks, corpus.get("layer-overflow-x") ?? [], createRandom(1))).not.toEqual([]);
  expect(await runChecks(document, mutant)).toMatchObject({ stage: "tests" });
});

/** The equivalent mutants in groups that are applied together. Each group has at most one mutant per place, since issues name their rule. */
function rounds(): Mutant[][] {
  const result: Mutant[][] = [];
  for (const entry of readEquivalents().mutants) {
    const mutant = mutants.find((candidate) => mutantName(candidate) === mutantName(entry));
    if (mutant === undefined) throw new Error(`no such mutant: ${mutantName(entry)}`);
    const free = result.find((round) => round.every(({ location }) => location !== mutant.location));
    if (free === undefined) result.push([mutant]);
    else free.push(mutant);
  }
  return result;
}

/** Random variants of the instances for which the mutated contract and the contract report different issues. */
async function findDifferences(mutated: Checks, instances: readonly Instance[], random: Random): Promise<unknown[]> {
  const checks = await original;
  return Array.from({ length: ROUNDS }, () => random.pick(instances)).flatMap(({ schema, value }) => {
    const variant = randomVariant(value, random);
    const [expected, actual] = [checks, mutated].map((all) => JSON.stringify(all[schema]?.(variant)));
    return expected === actual ? [] : [{ variant, expected, actual }];
  });
}

/** A copy with up to four changed values. */
function randomVariant(value: unknown, random: Random): unknown {
  const copy: unknown = structuredClone(value);
  for (let i = random.below(4); i >= 0; i--) {
    const properties = propertiesOf(copy);
    if (properties.length === 0) break;
    const [parent, key] = random.pick(properties);
    const old = parent[key];
    if (typeof old === "number") parent[key] = random.pick(NUMBERS);
    else if (key.endsWith("color")) parent[key] = Array.from({ length: random.below(9) }, () => random.pick(LETTERS)).join("");
    else if (key === "clip_mode") parent[key] = random.pick(["CROP", "RESIZE"]);
    else if (!Array.isArray(parent) && random.below(6) === 0) delete parent[key];
  }
  return copy;
}

type Parent = Record<string, unknown>;

function propertiesOf(value: unknown): [Parent, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [[value as Parent, key] as [Parent, string], ...propertiesOf(child)]);
}

interface Random {
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
}

/** Linear congruential generator; the same sequence for the same seed. */
function createRandom(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return { below, pick: (list) => list[below(list.length)] as (typeof list)[number] };
}
