import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { HOUSE, SCRATCH } from "./house.js";

/** Bundles a source text, written as if it stood in bench/, into a module that Node can import; gives its path. */
export async function bundleForNode(name: string, source: string, plugins: Plugin[] = []): Promise<string> {
  mkdirSync(SCRATCH, { recursive: true });
  const outfile = join(SCRATCH, `${name}.mjs`);
  // A bundle lies elsewhere than its sources, which find the project from where they stand.
  const define = { "import.meta.url": JSON.stringify(pathToFileURL(join(HOUSE, "bench/lib/house.ts")).href) };
  await build({ ...common(source), outfile, platform: "node", packages: "external", define, plugins });
  return outfile;
}

/** Bytes that a browser loads for a source text: bundled, minified, gzip level 9. */
export async function browserSize(source: string): Promise<number> {
  const { outputFiles } = await build({ ...common(source), write: false, minify: true, platform: "browser" });
  return gzipSync(outputFiles[0]?.contents ?? new Uint8Array(), { level: 9 }).length;
}

/** The same, cut where the source imports lazily: what comes at once, and all of it. */
export async function splitSize(source: string): Promise<{ first: number; all: number }> {
  const { outputFiles, metafile } = await build({
    ...common(source),
    write: false,
    minify: true,
    platform: "browser",
    splitting: true,
    outdir: SCRATCH,
    metafile: true,
  });
  const zipped = new Map(outputFiles.map((file) => [file.path, gzipSync(file.contents, { level: 9 }).length]));
  const outputs = metafile.outputs;
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === "<stdin>") ?? "";
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const item of outputs[name]?.imports ?? []) if (item.kind === "import-statement") visit(item.path);
  };
  visit(entry);
  const sum = (names: Iterable<string>): number => [...names].reduce((total, name) => total + (zipped.get(join(HOUSE, name)) ?? 0), 0);
  return { first: sum(reached), all: sum(Object.keys(outputs)) };
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
