import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { EntryPoint } from "./entry-points.js";

/** Writes one ES module per entry point; what several share stands in `dist/chunks/` once. */
export async function bundle(folder: string, entries: readonly EntryPoint[]): Promise<{ files: number; bytes: number }> {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { dependencies?: Record<string, string> };
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
    external: ["node:*", ...Object.keys(manifest.dependencies ?? {})],
    legalComments: "none",
    metafile: true,
    logLevel: "error",
  });
  const sizes = Object.values(metafile.outputs).map(({ bytes }) => bytes);
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
