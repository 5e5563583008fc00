import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, root, type StepResult } from "../../scripts/task-runner.js";
import { tarball } from "./tarball.js";

const TEMPLATE = `${root}test/package/consumer/`;

/** TypeScript versions that must read the declarations: the oldest we promise, and one of each line since. */
const COMPILERS = { "ts-5-6": "5.6", "ts-5-9": "5.9", "ts-6": "6", "ts-7": "7" };

/** What the examples show the package together with. */
const COMPANIONS = ["hono@4.13.19", "@hono/standard-validator@0.4.0", "@standard-schema/spec@1"];

/** A folder outside the repository with nothing in it but the packed package and the programs that use it. */
export interface Consumer {
  readonly folder: string;
  readonly remove: () => void;
}

/** Installs the tarball as a stranger would, together with the compilers to read it with. */
export async function install(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  cpSync(TEMPLATE, folder, { recursive: true });
  const aliases = Object.entries(COMPILERS).map(([name, version]) => `${name}@npm:typescript@${version}`);
  const args = [
    "install",
    tarball(),
    ...aliases,
    ...COMPANIONS,
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--prefer-offline",
    "--no-save",
  ];
  const { code, output } = await runCommand("npm", args, { cwd: folder });
  if (code !== 0) {
    remove();
    throw new Error(
      `npm install of the packed package failed (it needs a registry for openapi-fetch and the TypeScript versions):\n${output}`,
    );
  }
  return { folder, remove };
}

/** Imported, required, and asked for its contract, by Node alone. */
export async function runs({ folder }: Consumer): Promise<StepResult> {
  const runs = await Promise.all([
    runCommand(process.execPath, ["imports.js"], { cwd: folder }),
    runCommand(process.execPath, ["requires.cjs"], { cwd: folder }),
  ]);
  const failed = runs.filter(({ code }) => code !== 0);
  if (failed.length > 0)
    return { ok: false, note: "the installed package does not load", output: failed.map(({ output }) => output).join("\n") };
  return { ok: true, note: runs.map(({ stdout }) => stdout.trim()).join("; ") };
}

/** Reads the declarations with one compiler, and checks them as well: found as Node finds them; with TypeScript 5.9 also as bundlers do. */
export async function compiles({ folder }: Consumer, compiler: string): Promise<StepResult> {
  const home = join(folder, "node_modules", compiler);
  const { version, bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string; bin: { tsc: string } };
  const resolutions = compiler === "ts-5-9" ? RESOLUTIONS : RESOLUTIONS.slice(0, 1);
  for (const [module, resolution] of resolutions) {
    const args = [join(home, bin.tsc), "--project", "tsconfig.json", "--module", module, "--moduleResolution", resolution];
    const { code, output } = await runCommand(process.execPath, args, { cwd: folder });
    if (code !== 0) return { ok: false, note: `TypeScript ${version}, ${resolution}`, output };
  }
  return { ok: true, note: `${version}: ${resolutions.map(([, resolution]) => resolution).join(" and ")}` };
}

const RESOLUTIONS = [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
] as const;

/** The compilers' names in the consumer's node_modules. */
export const compilers = Object.keys(COMPILERS);
