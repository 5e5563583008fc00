import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { ROOT, SCRATCH } from "./paths.js";

/** Bundles a source text, with imports relative to bench/, into a module for Node and returns its path. */
export async function bundleForNode(name: string, source: string, plugins: Plugin[] = []): Promise<string> {
  mkdirSync(SCRATCH, { recursive: true });
  const outfile = join(SCRATCH, `${name}.mjs`);
  // Sources locate the repository relative to their own URL, which differs in a bundle.
  const define = { "import.meta.url": JSON.stringify(pathToFileURL(join(ROOT, "bench/lib/paths.ts")).href) };
  await build({ ...commonOptions(source), outfile, platform: "node", packages: "external", define, plugins });
  return outfile;
}

/** Returns the bytes a browser loads for a source text: bundled, minified, gzip level 9. */
export async function browserSize(source: string): Promise<number> {
  const { outputFiles } = await build({ ...commonOptions(source), write: false, minify: true, platform: "browser" });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}

/** Bundles a source text for browsers, split at dynamic imports. Writes the files below SCRATCH, each with `firstLine`. */
export async function splitFiles(
  source: string,
  folder: string,
  firstLine: string,
): Promise<{ entry: string; files: readonly { path: string; text: string }[] }> {
  const outdir = join(SCRATCH, folder);
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, "package.json"), '{ "type": "module" }');
  const { outputFiles, metafile } = await build({
    ...commonOptions(source),
    minify: true,
    platform: "browser",
    splitting: true,
    outdir,
    banner: { js: firstLine },
    metafile: true,
    write: false,
  });
  for (const { path, text } of outputFiles) writeFileSync(path, text);
  const entry = Object.keys(metafile.outputs).find((name) => metafile.outputs[name]?.entryPoint === "<stdin>") ?? "";
  return { entry: join(ROOT, entry), files: outputFiles };
}

function commonOptions(source: string) {
  return {
    absWorkingDir: ROOT,
    stdin: { contents: source, resolveDir: join(ROOT, "bench"), loader: "ts" },
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  } as const;
}
