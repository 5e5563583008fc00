import { browserSize, splitSize } from "../lib/bundle.js";
import { exactEstimate, type GoalResult, printGoals, printTable } from "../lib/thresholds.js";
import { ROOT_COMPONENT } from "../validators/schema.js";
import { measureLoadedFiles } from "./loaded.js";

const BYTES_PER_KB = 1000;

/** Descriptions of the programs in `programs.mjs`. */
const PROGRAMS = {
  nothing: "createClient only",
  get: "tasks.get with a token, valid response",
  "get, drift": "tasks.get, response with drift",
  "get, error": "tasks.get, error response",
  all: "access keys: get, retry, wait, watch, raw; valid responses",
};

/** Measures what a browser loads, minified and compressed: the validators of the show response, and the client. */
async function main(): Promise<void> {
  const [boolean, issues] = await Promise.all(
    [`is${ROOT_COMPONENT}`, `validate${ROOT_COMPONENT}`].map((name) =>
      browserSize(`export { ${name} } from "../generated/validators.js";`),
    ),
  );
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
    sizeResult("boolean", boolean, 2.5),
    sizeResult("with issues", issues, 5),
    sizeResult("createClient, first load", loaded["nothing"]?.bytes, 12),
    sizeResult("one checked tasks.get", loaded["get, drift"]?.bytes, 25),
    sizeResult("get and wait in one file", oneFile, 20),
    sizeResult("one constant", constant, 0.5),
    sizeResult("everything in one file: index, checks and constraints", everything, 60),
  ]);
}

function sizeResult(name: string, bytes: number | undefined, atMost: number): GoalResult {
  return { name, value: exactEstimate(Math.round((bytes ?? Number.NaN) / 10) / 100), atMost, unit: "kB" };
}

await main();
