import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parentPort } from "node:worker_threads";
import { transformSync } from "esbuild";
import { root } from "../../../scripts/task-runner.js";
import { createTestCollector, type Test } from "../contract/vitest-shim.js";
import { SUITES } from "./suites.js";

/** Packages and built-ins that the tests import. */
const NAMES = ["yaml", "esbuild", "ts-morph", "typescript", "@marcbachmann/cel-js", "fast-check", "node:crypto"];
const packages = new Map(await Promise.all(NAMES.map(async (name) => [name, (await import(name)) as object] as const)));
const compiled = new Map<string, string>();

/** A source file with another text. */
interface Change {
  readonly file: string;
  readonly text: string;
}

/** Loads new instances of test files and of all modules that they import, and returns the tests. Only the changed file is compiled again. */
function loadTests(files: readonly string[], changed?: Change): readonly Test[] {
  const { tests, vitest } = createTestCollector();
  const loaded = new Map<string, { exports: object }>();
  const load = (file: string): object => {
    const cached = loaded.get(file);
    if (cached) return cached.exports;
    const module = { exports: {} };
    loaded.set(file, module);
    const require = (name: string): object => {
      if (name.startsWith(".")) return load(relative(root, join(root, dirname(file), name.replace(/\.js$/, ".ts"))));
      if (name === "vitest") return Object.assign(Object.create(vitest), { afterEach: () => undefined });
      return packages.get(name) ?? fail(`the tests import ${name}; add it to NAMES in worker.ts`);
    };
    const code = changed?.file === file ? compile(changed.text) : codeOf(file);
    new Function("require", "module", "exports", code)(require, module, module.exports);
    return module.exports;
  };
  files.forEach(load);
  return tests;
}

function codeOf(file: string): string {
  const code = compiled.get(file) ?? compile(readFileSync(join(root, file), "utf8"));
  compiled.set(file, code);
  return code;
}

const compile = (text: string): string => transformSync(text, { loader: "ts", format: "cjs", target: "node20" }).code;

const fail = (message: string): never => {
  throw new Error(message);
};

async function failingTest(files: readonly string[], changed?: Change): Promise<string | undefined> {
  for (const { name, run } of loadTests(files, changed)) {
    try {
      await run();
    } catch {
      return name;
    }
  }
  return undefined;
}

/** Returns whether a test fails. A mutant that cannot be loaded counts as killed. */
async function isKilled(changed: Change): Promise<boolean> {
  try {
    for (const files of SUITES.get(changed.file) ?? []) if ((await failingTest(files, changed)) !== undefined) return true;
    return false;
  } catch {
    return true;
  }
}

const failing = await failingTest([...new Set([...SUITES.values()].flat(2))]);
if (failing !== undefined) throw new Error(`fails without a mutant: ${failing}`);
parentPort?.on("message", async (changed: Change) => parentPort?.postMessage(await isKilled(changed)));
parentPort?.postMessage("ready");
