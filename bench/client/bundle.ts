import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { readEntryPoints } from "../../scripts/build/entry-points.js";
import { ROOT, SCRATCH } from "../lib/paths.js";

/** The package, built separately for the benchmarks because `dist/` may be outdated. */
export interface BuiltPackage {
  readonly index: string;
  readonly sandbox: string;
  /** Folder of the declarations. */
  readonly types: string;
}

/** Bundles the entry points like the published package: split, not minified, with external dependencies. */
export async function buildPackage(): Promise<BuiltPackage> {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Manifest;
  const folder = join(SCRATCH, "package");
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    // All entry points are needed, because shared code is split into chunks.
    entryPoints: readEntryPoints(ROOT).map(({ source, out }) => ({ in: source, out })),
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
  return { index: join(folder, "index.mjs"), sandbox: join(folder, "sandbox.mjs"), types: buildDeclarations() };
}

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}

function buildDeclarations(): string {
  const types = join(SCRATCH, "types");
  rmSync(types, { recursive: true, force: true });
  const config = join(ROOT, "tsconfig.src.json");
  // A separate build info file, because tsc emits nothing when the shared one is up to date.
  const options = [
    "--tsBuildInfoFile",
    join(types, "tsconfig.tsbuildinfo"),
    "--noEmit",
    "false",
    "--declaration",
    "--emitDeclarationOnly",
    "--stripInternal",
    "--rootDir",
    ROOT,
    "--outDir",
    types,
  ];
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", config, ...options], {
    encoding: "utf8",
  });
  if (status !== 0) process.stdout.write(`(the sources have compiler errors)\n${stdout}\n`);
  return types;
}

/** Writes a script next to the built package and returns its path. */
export function writeScript(name: string, text: string): string {
  const file = join(SCRATCH, name);
  writeFileSync(file, text);
  return file;
}
