import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import type { EntryPoint, Program } from "./entry-points.js";

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

/** Writes one file per program, all of ours in it, so that it starts fast; it can be run as it is. */
export async function bundlePrograms(folder: string, programs: readonly Program[]): Promise<{ files: number; bytes: number }> {
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: programs.map(({ source, out }) => ({ in: source, out })),
    outdir: "dist",
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    charset: "utf8",
    external: dependencies(folder),
    // half the bytes are a quarter less to start
    minify: true,
    // Node shows the line of a fault that nobody caught
    lineLimit: 160,
    logOverride: { "import-is-undefined": "error" },
    banner: { js: "#!/usr/bin/env node" },
    legalComments: "eof",
    metafile: true,
    logLevel: "error",
  });
  for (const { out } of programs) chmodSync(join(folder, `dist/${out}.js`), 0o755);
  return weigh(metafile);
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
