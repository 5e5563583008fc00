import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binPath, root, runCommand, type StepResult } from "../../scripts/task-runner.js";
import { tarballPath } from "./tarball.js";

/** Tested TypeScript versions by alias: the oldest supported one, and the last of each later major version. */
const COMPILERS = { "ts-5-6": "5.6", "ts-5-9": "5.9", "ts-6": "6", "ts-7": "7" };

/** Aliases of the compilers in the consumer's node_modules. */
export const compilers = Object.keys(COMPILERS);

/** Packages that the examples import, and the optional peers of the package. */
const EXAMPLE_DEPENDENCIES = [
  "@types/node@20.19.43",
  "hono@4.13.19",
  "@hono/standard-validator@0.4.0",
  "@standard-schema/spec@1",
  "bullmq@6.7.0",
  "ioredis@6.0.0",
];

/** A project outside the repository that depends on the packed package. */
export interface Consumer {
  readonly folder: string;
  readonly remove: () => void;
}

/** Creates a project, and installs the tarball and the compilers in it. */
export async function installConsumer(): Promise<Consumer> {
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  cpSync(`${root}test/package/consumer/`, folder, { recursive: true });
  const aliases = Object.entries(COMPILERS).map(([name, version]) => `${name}@npm:typescript@${version}`);
  const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline", "--no-save"];
  const { code, output } = await runCommand("npm", ["install", tarballPath(), ...aliases, ...EXAMPLE_DEPENDENCIES, ...options], {
    cwd: folder,
  });
  if (code !== 0) {
    remove();
    throw new Error(`npm install of the tarball failed (needs the npm registry for openapi-fetch and TypeScript):\n${output}`);
  }
  return { folder, remove };
}

/** Loads all entry points with `import` and `require`, and reads the contract. */
export async function checkImports({ folder }: Consumer): Promise<StepResult> {
  const runs = await Promise.all([
    runCommand(process.execPath, ["imports.js"], { cwd: folder }),
    runCommand(process.execPath, ["requires.cjs"], { cwd: folder }),
  ]);
  const failed = runs.filter(({ code }) => code !== 0);
  if (failed.length > 0)
    return { ok: false, note: "the installed package does not load", output: failed.map(({ output }) => output).join("\n") };
  return { ok: true, note: runs.map(({ stdout }) => stdout.trim()).join("; ") };
}

/** Type-checks the programs and all declarations with one compiler, with and without the types of the DOM, with nodenext resolution and for TypeScript 5.9 also bundler resolution. */
export async function checkDeclarations({ folder }: Consumer, compiler: string): Promise<StepResult> {
  const home = join(folder, "node_modules", compiler);
  const { version, bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { version: string; bin: { tsc: string } };
  const resolutions = compiler === "ts-5-9" ? RESOLUTIONS : RESOLUTIONS.slice(0, 1);
  for (const [module, resolution] of resolutions) {
    for (const project of ["tsconfig.json", "tsconfig.node-only.json"]) {
      const args = [join(home, bin.tsc), "--project", project, "--module", module, "--moduleResolution", resolution];
      const { code, output } = await runCommand(process.execPath, args, { cwd: folder });
      if (code !== 0) return { ok: false, note: `TypeScript ${version}, ${resolution}, ${project}`, output };
    }
  }
  return { ok: true, note: `${version}: ${resolutions.map(([, resolution]) => resolution).join(" and ")}` };
}

/** Type-checks and runs every example with the installed package. */
export async function checkExamples({ folder }: Consumer): Promise<StepResult> {
  const home = join(folder, "examples");
  cpSync(`${root}examples`, home, { recursive: true });
  const files = readdirSync(home).filter((name) => name.endsWith(".ts"));
  if (files.length === 0) return { ok: false, note: "no examples in examples/" };
  const compiled = await runCommand(binPath("tsc"), ["--project", join(home, "tsconfig.json")], { cwd: folder });
  if (compiled.code !== 0) return { ok: false, note: "an example does not compile", output: compiled.output };
  for (const file of files) {
    const { code, output } = await runCommand(binPath("jiti"), [join(home, file)], { cwd: folder });
    if (code !== 0) return { ok: false, note: `examples/${file} exited with code ${code}`, output };
  }
  return { ok: true, note: `${files.length} examples: ${files.join(", ")}` };
}

const RESOLUTIONS = [
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
] as const;
