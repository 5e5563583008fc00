import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { splitFiles } from "../lib/bundle.js";
import { HOUSE } from "../lib/paths.js";

/** Bytes that have been loaded, and in how many files, when a program has come so far. */
export interface Loaded {
  readonly bytes: number;
  readonly files: number;
}

/** Every file that is evaluated says so. */
const tell = "(globalThis.loadedFiles??=[]).push(import.meta.url);";

/**
 * What programs load, found by running them (`programs.mjs`): a bundle cut at each `import()`, minified, each file through
 * gzip on its own. By name of the program; `nothing` is what comes before anything is called.
 */
export async function loadedBy(): Promise<Readonly<Record<string, Loaded>>> {
  const { entry, files } = await splitFiles('export { createClient } from "../src/index.js";', "size", tell);
  const sizes = new Map(
    files.map(({ path, text }) => [pathToFileURL(path).href, gzipSync(text.replace(`${tell}\n`, ""), { level: 9 }).length]),
  );
  const said = execFileSync(process.execPath, [join(HOUSE, "bench/size/programs.mjs"), pathToFileURL(entry).href], { encoding: "utf8" });
  const programs = JSON.parse(said) as Record<string, string[]>;
  return Object.fromEntries(
    Object.entries(programs).map(([name, loaded]) => {
      return [name, { files: loaded.length, bytes: loaded.reduce((sum, url) => sum + (sizes.get(url) ?? Number.NaN), 0) }];
    }),
  );
}
