import { appendFileSync, chmodSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { type EntryPoint, entryPoints, type Program } from "./entry-points.js";

/** Writes one ES module per entry point; what several share stands in `dist/chunks/` once. */
export async function bundle(folder: string, entries: readonly EntryPoint[]): Promise<{ files: number; bytes: number }> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: entries.map(({ source, out }) => ({ in: source, out })),
    outdir: "dist",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    charset: "utf8",
    external: ["node:*", ...dependencies(folder)],
    legalComments: "eof",
    metafile: true,
    logLevel: "error",
  });
  return weigh(metafile);
}

/**
 * Writes one file per program, so that it starts fast; it can be run as it is. CommonJS: Node reads it
 * sooner than an ES module, and what only one command needs is evaluated, and Node's own modules loaded, when that command runs.
 */
export async function bundlePrograms(folder: string, programs: readonly Program[]): Promise<{ files: number; bytes: number }> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: programs.map(({ source, out }) => ({ in: source, out })),
    outdir: "dist",
    outExtension: { ".js": ".cjs" },
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    charset: "utf8",
    // half the bytes are a quarter less to start
    minify: true,
    // Node shows the line of a fault that nobody caught
    lineLimit: 160,
    logOverride: { "import-is-undefined": "error" },
    define: { "import.meta.url": "moduleUrl" },
    banner: { js: '#!/usr/bin/env node\nconst moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    legalComments: "none",
    plugins: [childless, exported(folder)],
    metafile: true,
    logLevel: "error",
  });
  for (const [file, { inputs }] of Object.entries(metafile.outputs)) {
    appendFileSync(join(folder, file), licences(folder, Object.keys(inputs)));
    chmodSync(join(folder, file), 0o755);
  }
  return weigh(metafile);
}

/** commander starts programs only for commands that are programs of their own; loading what that takes is time that every start would pay for. */
const childless: Plugin = {
  name: "childless",
  setup(made) {
    made.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes("node_modules/commander/") ? { path: "nothing", namespace: "childless" } : undefined,
    );
    made.onLoad({ filter: /./, namespace: "childless" }, () => ({ contents: "module.exports = {};" }));
  },
};

/** What the package exports is not in a program a second time: an `import()` of it loads the file beside it. */
function exported(folder: string): Plugin {
  const files = new Map(entryPoints(folder).map(({ source, out }) => [realpathSync(join(folder, source)), `./${out}.js`]));
  return {
    name: "exported",
    setup(made) {
      made.onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        const file = kind === "dynamic-import" ? files.get(join(resolveDir, path).replace(/\.js$/, ".ts")) : undefined;
        return file === undefined ? undefined : { path: file, external: true };
      });
    },
  };
}

/** The licences of the packages that are in a bundle, as a comment. */
function licences(folder: string, inputs: readonly string[]): string {
  const packages = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  return [...packages]
    .map((path) => {
      const file = readdirSync(join(folder, path)).find((name) => /^licen[cs]e/i.test(name));
      if (file === undefined) throw new Error(`${path} is in a bundle, but says no licence that could be kept`);
      return `/*\n${path.replace(/^.*node_modules\//, "")}\n\n${readFileSync(join(folder, path, file), "utf8")
        .replaceAll("*/", "* /")
        .trim()}\n*/\n`;
    })
    .join("");
}

/** What is installed beside the package; all else is in the bundle, with the licence that it asks to keep. */
function dependencies(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: Record<string, string> };
  return Object.keys(manifest.dependencies ?? {});
}

function weigh(metafile: Metafile): { files: number; bytes: number } {
  const sizes = Object.values(metafile.outputs).map(({ bytes }) => bytes);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
