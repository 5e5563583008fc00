import { browserSize, splitSize } from "../lib/bundle.js";
import { exactEstimate, type GoalResult, printGoals, printTable } from "../lib/thresholds.js";
import { typiaSource } from "../validators/peers/typia.js";
import { valibotSource } from "../validators/peers/valibot.js";
import { yardstickSource } from "../validators/peers/yardstick.js";
import { zodSource } from "../validators/peers/zod.js";
import { createPlainSchema, ROOT_COMPONENT, readPlainComponents } from "../validators/schema.js";
import { measureLoadedFiles } from "./loaded.js";
import { ajvSource, schemasafeSource } from "./standalone.js";

const BYTES_PER_KB = 1000;

/** Descriptions of the programs in `programs.mjs`. */
const PROGRAMS = {
  nothing: "createClient only",
  get: "tasks.get with a token, valid response",
  "get, drift": "tasks.get, response with drift",
  "get, error": "tasks.get, error response",
  all: "access keys: get, retry, wait, watch, raw; valid responses",
};

/** Measures what a browser loads, minified and compressed: the validators of the show response, other validators, and the client. */
async function main(): Promise<void> {
  const components = readPlainComponents();
  const schema = createPlainSchema(components);
  const generated = "../generated/validators.js";
  const sources: Record<string, [boolean: string, issues: string]> = {
    yardstick: splitExports(yardstickSource(components)),
    ours: [`export { is${ROOT_COMPONENT} } from "${generated}";`, `export { validate${ROOT_COMPONENT} } from "${generated}";`],
    schemasafe: [schemasafeSource(schema, false), schemasafeSource(schema, true)],
    typia: splitExports(typiaSource(components)),
    ajv: [ajvSource(schema, false), ajvSource(schema, true)],
    valibot: splitExports(valibotSource(components)),
    zod: splitExports(zodSource(components)),
  };
  const sizes = await Promise.all(
    Object.entries(sources).map(async ([name, pair]) => ({ name, sizes: await Promise.all(pair.map(browserSize)) })),
  );
  printTable(
    ["show response, kB", "boolean", "with issues"],
    sizes.map(({ name, sizes: pair }) => [name, ...pair.map((bytes) => (bytes / BYTES_PER_KB).toFixed(2))]),
  );
  const ours = sizes.find(({ name }) => name === "ours")?.sizes ?? [];
  const rules = await browserSize(`export { check${ROOT_COMPONENT} } from "../generated/checks.js";`);
  const loaded = await measureLoadedFiles();
  printTable(
    ["loaded by a program, kB", "files", "gzip"],
    Object.entries(PROGRAMS).map(([name, description]) => [
      description,
      `${loaded[name]?.files}`,
      ((loaded[name]?.bytes ?? 0) / BYTES_PER_KB).toFixed(2),
    ]),
  );
  const everything = await browserSize(
    'export * from "../src/index.js"; export * from "../generated/checks.js"; export * from "../generated/constraints.js";',
  );
  const client = await splitSize('export { createClient } from "../src/index.js";');
  const oneFile = await browserSize('export { createContext, getTask, waitForTask } from "../src/functions.js";');
  const constant = await browserSize('export { constants } from "../src/constraints.js";');
  process.stdout.write(
    `Without a goal: schema and rules of the show response ${(rules / BYTES_PER_KB).toFixed(2)} kB; createClient with all lazily imported modules ${(client / BYTES_PER_KB).toFixed(2)} kB.\n`,
  );
  printGoals([
    sizeResult("boolean", ours[0], 2.5),
    sizeResult("with issues", ours[1], 5),
    sizeResult("createClient, first load", loaded["nothing"]?.bytes, 12),
    sizeResult("one checked tasks.get", loaded["get, drift"]?.bytes, 25),
    sizeResult("get and wait in one file", oneFile, 20),
    sizeResult("one constant", constant, 0.5),
    sizeResult("everything in one file: index, checks and constraints", everything, 60),
  ]);
}

/** Splits a module that exports `test` and `collect` into one module per export, so that unused code is removed. */
function splitExports(source: string): [string, string] {
  const marked = source.replaceAll(/^export (const (?:test|collect) = )/gm, "$1/* @__PURE__ */ ");
  return [`${marked}\nexport { test };`, `${marked}\nexport { collect };`];
}

function sizeResult(name: string, bytes: number | undefined, atMost: number): GoalResult {
  return { name, value: exactEstimate(Math.round((bytes ?? Number.NaN) / 10) / 100), atMost, unit: "kB" };
}

await main();
