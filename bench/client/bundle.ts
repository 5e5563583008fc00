import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { bundle } from "../../scripts/build/bundle.js";
import { readEntryPoints } from "../../scripts/build/entry-points.js";
import { ROOT, SCRATCH } from "../lib/paths.js";

/** The package, built separately for the benchmarks because `dist/` may be outdated. */
export interface BuiltPackage {
  readonly index: string;
  readonly sandbox: string;
  /** Folder of the declarations. */
  readonly types: string;
}

/** Bundles the entry points like the published package. */
export async function buildPackage(): Promise<BuiltPackage> {
  const folder = join(SCRATCH, "package");
  rmSync(folder, { recursive: true, force: true });
  // a folder in bench/node_modules, where the bundles find the dependencies
  await bundle(ROOT, readEntryPoints(ROOT), relative(ROOT, folder));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return { index: join(folder, "index.js"), sandbox: join(folder, "sandbox.js"), types: buildDeclarations() };
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
