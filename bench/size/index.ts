import { browserSize, splitSize } from "../lib/bundle.js";
import { exactly, printGoals, printTable, type Result } from "../lib/thresholds.js";
import { typiaSource } from "../validators/peers/typia.js";
import { valibotSource } from "../validators/peers/valibot.js";
import { zodSource } from "../validators/peers/zod.js";
import { plainComponents, plainSchema, ROOT } from "../validators/schema.js";
import { loadedBy } from "./loaded.js";
import { ajvSource, schemasafeSource } from "./standalone.js";

const KILO = 1000;

/** The programs of `programs.mjs`, in words. */
const PROGRAMS = {
  nothing: "createClient, at once",
  get: "and one tasks.get with a token, its answer checked and right",
  "get, drifting": "the same, its answer drifting from the contract",
  "get, refused": "the same, its answer an error of the service",
  all: "with keys: get, a repetition, wait, watch, raw; answers checked and right",
};

/** What a browser loads, after bundling, minifying and gzip: the validators of the show response, peers, and the client. */
async function main(): Promise<void> {
  const components = plainComponents();
  const schema = plainSchema(components);
  const generated = "../generated/validators.js";
  const limit = 'export { isShow2DDigitalHumanVideoResponse as test } from "./validators/limit/predicate.js";';
  const sources: Record<string, [boolean: string, issues: string]> = {
    limit: [limit, 'export { collect } from "./validators/limit/collector.js";'],
    ours: [`export { is${ROOT} } from "${generated}";`, `export { validate${ROOT} } from "${generated}";`],
    schemasafe: [schemasafeSource(schema, false), schemasafeSource(schema, true)],
    typia: halves(typiaSource(components)),
    ajv: [ajvSource(schema, false), ajvSource(schema, true)],
    valibot: halves(valibotSource(components)),
    zod: halves(zodSource(components)),
  };
  const sizes = await Promise.all(
    Object.entries(sources).map(async ([name, pair]) => ({ name, sizes: await Promise.all(pair.map(browserSize)) })),
  );
  printTable(
    ["show response, kB", "boolean", "with issues"],
    sizes.map(({ name, sizes: found }) => [name, ...found.map((bytes) => (bytes / KILO).toFixed(2))]),
  );
  const ours = sizes.find(({ name }) => name === "ours")?.sizes ?? [];
  const rules = await browserSize(`export { check${ROOT} } from "../generated/checks.js";`);
  const loaded = await loadedBy();
  printTable(
    ["what a program has loaded, kB", "files", "gzip"],
    Object.entries(PROGRAMS).map(([name, what]) => [what, `${loaded[name]?.files}`, ((loaded[name]?.bytes ?? 0) / KILO).toFixed(2)]),
  );
  const everything = await splitSize(
    'export * from "../src/index.js"; export * from "../generated/checks.js"; export * from "../generated/constraints.js";',
  );
  printGoals([
    kilobytes("boolean", ours[0], 2.5),
    kilobytes("with issues", ours[1], 5),
    kilobytes("client: get, wait, watch and raw, signed, repeated, checked", loaded["all"]?.bytes, 12),
    kilobytes("everything: index, checks and constraints", everything, 25),
  ]);
  const client = await splitSize('export { createClient } from "../src/index.js";');
  process.stdout.write(
    `Beside the goals: schema and rules of the show response ${(rules / KILO).toFixed(2)} kB; createClient with all that it can load ${(client / KILO).toFixed(2)} kB.\n`,
  );
}

/** A peer's module that exports `test` and `collect`, once for each: what is not asked for falls away. */
function halves(source: string): [string, string] {
  const marked = source.replaceAll(/^export (const (?:test|collect) = )/gm, "$1/* @__PURE__ */ ");
  return [`${marked}\nexport { test };`, `${marked}\nexport { collect };`];
}

function kilobytes(name: string, bytes: number | undefined, atMost: number): Result {
  return { name, value: exactly(Math.round((bytes ?? Number.NaN) / 10) / 100), atMost, unit: "kB" };
}

await main();
