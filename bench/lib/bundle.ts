import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { HOUSE, SCRATCH } from "./paths.js";

/** Bundles a source text, written as if it stood in bench/, into a module that Node can import; gives its path. */
export async function bundleForNode(name: string, source: string, plugins: Plugin[] = []): Promise<string> {
  mkdirSync(SCRATCH, { recursive: true });
  const outfile = join(SCRATCH, `${name}.mjs`);
  // A bundle lies elsewhere than its sources, which find the project from where they stand.
  const define = { "import.meta.url": JSON.stringify(pathToFileURL(join(HOUSE, "bench/lib/paths.ts")).href) };
  await build({ ...common(source), outfile, platform: "node", packages: "external", define, plugins });
  return outfile;
}

/** Bytes that a browser loads for a source text: bundled, minified, gzip level 9. */
export async function browserSize(source: string): Promise<number> {
  const { outputFiles } = await build({ ...common(source), write: false, minify: true, platform: "browser" });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}

/** Bytes of everything that a source text reaches, cut where it imports lazily: each file bundled, minified, gzip on its own. */
export async function splitSize(source: string): Promise<number> {
  const { files } = await splitFiles(source);
  return files.reduce((sum, { text }) => sum + gzipSync(text, { level: 9 }).length, 0);
}

/** A source text as files for a browser, cut where it imports lazily. With a folder below the scratch they are written, each under a first line. */
export async function splitFiles(
  source: string,
  folder?: string,
  firstLine = "",
): Promise<{ entry: string; files: readonly { path: string; text: string }[] }> {
  const outdir = join(SCRATCH, folder ?? "");
  if (folder !== undefined) {
    rmSync(outdir, { recursive: true, force: true });
    mkdirSync(outdir, { recursive: true });
    writeFileSync(join(outdir, "package.json"), '{ "type": "module" }');
  }
  const { outputFiles, metafile } = await build({
    ...common(source),
    write: false,
    minify: true,
    platform: "browser",
    splitting: true,
    outdir,
    banner: { js: firstLine },
    metafile: true,
  });
  const files = outputFiles.map(({ path, text }) => ({ path, text }));
  if (folder !== undefined) for (const { path, text } of files) writeFileSync(path, text);
  const entry = Object.keys(metafile.outputs).find((name) => metafile.outputs[name]?.entryPoint === "<stdin>") ?? "";
  return { entry: join(HOUSE, entry), files };
}

function common(source: string) {
  return {
    absWorkingDir: HOUSE,
    stdin: { contents: source, resolveDir: join(HOUSE, "bench"), loader: "ts" },
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
  } as const;
}
