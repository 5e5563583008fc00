import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { HOUSE, SCRATCH } from "../lib/paths.js";

/** The package as people import it, built beside the benchmarks: `dist/` may be old, or somebody else's. */
export interface Built {
  readonly index: string;
  readonly sandbox: string;
  /** Folder of the declarations, in the tree of the sources. */
  readonly types: string;
}

/** Bundles the entry points the way the package is published: split, not minified, openapi-fetch outside. */
export async function builtPackage(): Promise<Built> {
  const manifest = JSON.parse(readFileSync(join(HOUSE, "package.json"), "utf8")) as Manifest;
  const folder = join(SCRATCH, "package");
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: HOUSE,
    entryPoints: entryPoints(manifest),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    external: ["node:*", ...Object.keys(manifest.dependencies)],
    logLevel: "error",
  });
  return { index: join(folder, "index.mjs"), sandbox: join(folder, "sandbox.mjs"), types: declarations() };
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

/** All that package.json exports as code: what several share becomes a file of its own, so all of them matter. */
function entryPoints({ exports }: Manifest): Record<string, string> {
  const codes = Object.values(exports).filter((target) => typeof target === "object");
  return Object.fromEntries(
    codes.map(({ types, default: file }) => [basename(file, ".js"), types.replace("./dist/types/", "").replace(".d.ts", ".ts")]),
  );
}

function declarations(): string {
  const types = join(SCRATCH, "types");
  rmSync(types, { recursive: true, force: true });
  const config = join(HOUSE, "tsconfig.src.json");
  const options = ["--noEmit", "false", "--declaration", "--emitDeclarationOnly", "--stripInternal", "--rootDir", HOUSE, "--outDir", types];
  const { status, stdout } = spawnSync(process.execPath, [join(HOUSE, "node_modules/typescript/bin/tsc"), "-p", config, ...options], {
    encoding: "utf8",
  });
  if (status !== 0) process.stdout.write(`(the sources do not compile cleanly just now)\n${stdout}\n`);
  return types;
}

/** A script beside the built package; gives its path. */
export function script(name: string, text: string): string {
  const file = join(SCRATCH, name);
  writeFileSync(file, text);
  return file;
}
