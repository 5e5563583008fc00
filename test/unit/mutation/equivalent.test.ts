import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadModule } from "../../mutation/contract/module-loader.js";
import { edited, type Mutant, nameOf } from "../../mutation/contract/mutant.js";
import { readEquivalents, readMutants } from "../../mutation/contract/run.js";
import { judge, worldOf } from "../../mutation/contract/runner.js";

type Checks = Readonly<Record<string, (value: unknown) => unknown>>;

/** A file of the corpus. */
interface Instance {
  readonly schema: string;
  readonly value: unknown;
}

/** What a random instance is asked with: the edges of canvases, models and resolutions, and their neighbours. */
const NUMBERS = [0, 180, 607, 656, 720, 1080, 1280, 1440, 1600, 1920, 2160, 2880, 3840, 7680].flatMap((n) => [-n, n - 1, n, n + 1]);
const LETTERS = [..."#0129aAfFgG z\n"];
const ROUNDS = 80;

const { document, mutants } = readMutants();
const original = checksOf(document.value);

test("a mutant that counts as equivalent changes no finding of any instance near those of its rule", { timeout: 120_000 }, async () => {
  const random = randomFrom(20_251_208);
  for (const entry of readEquivalents().mutants) {
    const mutant = mutants.find((candidate) => nameOf(candidate) === nameOf(entry));
    const differences = await differencesOf(mutant, instancesOf(mutant?.rule ?? ""), random);
    expect({ mutant: nameOf(entry), differences }).toEqual({ mutant: nameOf(entry), differences: [] });
  }
});

test("one that changes as little as what a finding tells of the values it was made of is none", { timeout: 120_000 }, async () => {
  const told = mutants.find(({ place, change }) => place.endsWith("layer-overflow-x/rule") && change.startsWith("`dy` → `dx`"));
  expect(await differencesOf(told, instancesOf("layer-overflow-x"), randomFrom(1))).not.toEqual([]);
  expect(await judge(document, told)).toMatchObject({ by: "tests" });
});

/** Random neighbours of the instances that a mutant and the contract judge differently. */
async function differencesOf(mutant: Mutant | undefined, instances: readonly Instance[], random: Random): Promise<unknown[]> {
  if (mutant === undefined) throw new Error("no such mutant");
  const [checks, mutated] = await Promise.all([original, checksOf(edited(document.value, mutant.edits))]);
  return Array.from({ length: ROUNDS }, () => random.of(instances)).flatMap(({ schema, value }) => {
    const near = neighbourOf(value, random);
    const [expected, found] = [checks, mutated].map((all) => JSON.stringify(all[schema]?.(near)));
    return expected === found ? [] : [{ near, expected, found }];
  });
}

async function checksOf(value: unknown): Promise<Checks> {
  const { checks } = (await loadModule("generated/checks.ts", worldOf(document, value, {}).world)) as { checks: Checks };
  return checks;
}

function instancesOf(rule: string): Instance[] {
  const folder = new URL(`../../corpus/${rule}/`, import.meta.url);
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Instance);
}

/** A copy with up to four of its values changed. */
function neighbourOf(value: unknown, random: Random): unknown {
  const copy: unknown = structuredClone(value);
  for (let i = random.below(4); i >= 0; i--) {
    const places = placesIn(copy);
    if (places.length === 0) break;
    const [holder, key] = random.of(places);
    const old = holder[key];
    if (typeof old === "number") holder[key] = random.of(NUMBERS);
    else if (key.endsWith("color")) holder[key] = Array.from({ length: random.below(9) }, () => random.of(LETTERS)).join("");
    else if (key === "clip_mode") holder[key] = random.of(["CROP", "RESIZE"]);
    else if (!Array.isArray(holder) && random.below(6) === 0) delete holder[key];
  }
  return copy;
}

type Holder = Record<string, unknown>;

function placesIn(value: unknown): [Holder, string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [[value as Holder, key] as [Holder, string], ...placesIn(child)]);
}

interface Random {
  below(limit: number): number;
  of<T>(list: readonly T[]): T;
}

/** Always the same for a seed. */
function randomFrom(seed: number): Random {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  return { below, of: (list) => list[below(list.length)] as (typeof list)[number] };
}
