import { chmodSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import { type EntryPoint, entryPoints, type Program } from "./entry-points.js";

/** What was written, and whose code is in it. */
export interface Bundled {
  readonly files: number;
  readonly bytes: number;
  /** Sources, ours and others', as esbuild names them. */
  readonly inputs: readonly string[];
}

/** Writes one ES module per entry point; what several share stands in `dist/chunks/` once. */
export async function bundle(folder: string, entries: readonly EntryPoint[]): Promise<Bundled> {
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
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  });
  return weigh(metafile);
}

/**
 * Writes one file per program, so that it starts fast; it can be run as it is. CommonJS: Node reads it
 * sooner than an ES module, and what only one command needs is evaluated, and Node's own modules loaded, when that command runs.
 */
export async function bundlePrograms(folder: string, programs: readonly Program[]): Promise<Bundled> {
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
  for (const file of Object.keys(metafile.outputs)) chmodSync(join(folder, file), 0o755);
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

/** What is installed beside the package; all else is in the bundle. */
function dependencies(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: Record<string, string> };
  return Object.keys(manifest.dependencies ?? {});
}

function weigh(metafile: Metafile): Bundled {
  const outputs = Object.values(metafile.outputs);
  return {
    files: outputs.length,
    bytes: outputs.reduce((sum, { bytes }) => sum + bytes, 0),
    inputs: outputs.flatMap(({ inputs }) => Object.keys(inputs)),
  };
}
