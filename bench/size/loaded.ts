import { execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { splitFiles } from "../lib/bundle.js";
import { ROOT } from "../lib/paths.js";

/** Number and compressed size of the files that a program has loaded. */
export interface LoadedFiles {
  readonly bytes: number;
  readonly files: number;
}

/** Code added to each file to record that it was loaded. */
const REPORT_LOADED = "(globalThis.loadedFiles??=[]).push(import.meta.url);";

/**
 * Runs the programs of `programs.mjs` with a bundle split at each `import()` and returns the files each program loads, minified and
 * compressed separately. The program `nothing` only creates a client.
 */
export async function measureLoadedFiles(): Promise<Readonly<Record<string, LoadedFiles>>> {
  const { entry, files } = await splitFiles('export { createClient } from "../src/index.js";', "size", REPORT_LOADED);
  const sizes = new Map(
    // import.meta.url has no symbolic links
    files.map(({ path, text }) => [
      pathToFileURL(realpathSync(path)).href,
      gzipSync(text.replace(`${REPORT_LOADED}\n`, ""), { level: 9 }).length,
    ]),
  );
  const output = execFileSync(process.execPath, [join(ROOT, "bench/size/programs.mjs"), pathToFileURL(entry).href], { encoding: "utf8" });
  const programs = JSON.parse(output) as Record<string, string[]>;
  return Object.fromEntries(
    Object.entries(programs).map(([name, loaded]) => {
      return [name, { files: loaded.length, bytes: loaded.reduce((sum, url) => sum + (sizes.get(url) ?? Number.NaN), 0) }];
    }),
  );
}
