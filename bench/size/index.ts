import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { browserSize, splitFiles } from "../lib/bundle.js";
import { ROOT } from "../lib/paths.js";
import { exactEstimate, type GoalResult, printGoals } from "../lib/thresholds.js";
import { ROOT_COMPONENT } from "../validators/schema.js";

/** Goals in kilobytes, by name. A text is bundled into one file; `loaded` is a program of `programs.mjs`. */
const GOALS: readonly (readonly [name: string, source: string | { readonly loaded: string }, atMost: number])[] = [
  ["boolean", `export { is${ROOT_COMPONENT} } from "../generated/validators.js";`, 2.5],
  ["with issues", `export { validate${ROOT_COMPONENT} } from "../generated/validators.js";`, 5],
  ["createClient, first load", { loaded: "createClient" }, 12],
  ["one checked tasks.get", { loaded: "get" }, 25],
  ["one checked tasks.get, response with drift", { loaded: "get, drift" }, 25],
  ["get and wait in one file", 'export { createContext, getTask, waitForTask } from "../src/functions.js";', 20],
  ["one constant", 'export { constants } from "../src/constraints.js";', 0.5],
  [
    "everything in one file: index, checks and constraints",
    'export * from "../src/index.js"; export * from "../generated/checks.js"; export * from "../generated/constraints.js";',
    60,
  ],
];

/** Measures what a browser loads, minified and compressed. */
async function main(): Promise<void> {
  const loaded = await measureLoadedFiles();
  const results = GOALS.map(async ([name, source, atMost]): Promise<GoalResult> => {
    const bytes = typeof source === "string" ? await browserSize(source) : (loaded[source.loaded] ?? Number.NaN);
    return { name, value: exactEstimate(Math.round(bytes / 10) / 100), atMost, unit: "kB" };
  });
  printGoals(await Promise.all(results));
}

/** Code added to each file to record that it was loaded. */
const REPORT_LOADED = "(globalThis.loadedFiles??=[]).push(import.meta.url);";

/** Returns the bytes that each program of `programs.mjs` loads of a bundle that is split at each `import()`. */
async function measureLoadedFiles(): Promise<Readonly<Record<string, number>>> {
  const { entry, files } = await splitFiles('export { createClient } from "../src/index.js";', "size", REPORT_LOADED);
  const sizes = new Map(
    // import.meta.url has no symbolic links
    files.map(({ path, text }) => [
      pathToFileURL(realpathSync(path)).href,
      gzipSync(text.replace(`${REPORT_LOADED}\n`, ""), { level: 9 }).length,
    ]),
  );
  const output = execFileSync(process.execPath, [join(ROOT, "bench/size/programs.mjs"), pathToFileURL(entry).href], { encoding: "utf8" });
  const programs = Object.entries(JSON.parse(output) as Record<string, string[]>);
  return Object.fromEntries(programs.map(([name, urls]) => [name, urls.reduce((sum, url) => sum + (sizes.get(url) ?? Number.NaN), 0)]));
}

await main();
