import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { transformSync } from "esbuild";

/** One test, which can run repeatedly. */
export interface Case {
  readonly file: string;
  readonly name: string;
  readonly run: () => void;
}

/** npm packages by name. */
export type Modules = Readonly<Record<string, object>>;

/** Loads fresh instances of TypeScript modules for each mutant. Only the changed file is compiled again. */
export class Loader {
  private readonly root: string;
  private readonly packages: Modules;
  private readonly compiled = new Map<string, string>();

  constructor(root: string, packages: Modules) {
    this.root = root;
    this.packages = packages;
  }

  /** Loads test files, optionally with one source file replaced, and returns their tests. */
  cases(files: readonly string[], changed?: { readonly file: string; readonly text: string }): Case[] {
    const cases: Case[] = [];
    const loaded = new Map<string, { exports: object }>();
    const load = (file: string): object => {
      const cached = loaded.get(file);
      if (cached) return cached.exports;
      const module = { exports: {} };
      loaded.set(file, module);
      const code = changed?.file === file ? compile(changed.text) : this.code(file);
      const require = (name: string): object =>
        name.startsWith(".")
          ? load(relative(this.root, join(this.root, dirname(file), name.replace(/\.js$/, ".ts"))))
          : this.external(name);
      new Function("require", "module", "exports", code)(require, module, module.exports);
      return module.exports;
    };
    for (const file of files) {
      onTest = (name, run) => cases.push({ file, name, run });
      load(file);
    }
    return cases;
  }

  private code(file: string): string {
    const cached = this.compiled.get(file) ?? compile(readFileSync(join(this.root, file), "utf8"));
    this.compiled.set(file, cached);
    return cached;
  }

  private external(name: string): object {
    const module = name === "vitest" ? VITEST : this.packages[name];
    if (!module) throw new Error(`the tests import ${name}; add it to PACKAGES in index.ts`);
    return module;
  }
}

function compile(text: string): string {
  return transformSync(text, { loader: "ts", format: "cjs", target: "node20" }).code;
}

let onTest: (name: string, run: () => void) => void = () => undefined;

const test = Object.assign((name: string, run: () => void) => onTest(name, run), {
  each: (rows: readonly unknown[]) => (name: string, run: (...row: unknown[]) => void) =>
    rows.forEach((row, i) => onTest(`${name} ${i}`, () => run(...(Array.isArray(row) ? row : [row])))),
});
const describe = (_: string, body: () => void): void => body();

/** The matchers of vitest's `expect` that the tests use. */
function expect(actual: unknown) {
  const matchers = (expected: boolean) => {
    const assert = (result: boolean): void => {
      if (result !== expected) throw new Error("assertion failed");
    };
    return {
      toBe: (other: unknown) => assert(Object.is(actual, other)),
      toEqual: (other: unknown) => assert(isEqual(actual, other)),
      toMatchObject: (other: unknown) => assert(isEqual(actual, other, true)),
      toMatch: (pattern: RegExp) => assert(pattern.test(String(actual))),
      toContain: (part: never) => assert((actual as string | unknown[]).includes(part)),
      toHaveLength: (length: number) => assert((actual as unknown[]).length === length),
      toBeUndefined: () => assert(actual === undefined),
      toHaveProperty: (name: string) => assert(Object.hasOwn(actual as object, name)),
      toBeGreaterThan: (bound: number) => assert((actual as number) > bound),
      toBeGreaterThanOrEqual: (bound: number) => assert((actual as number) >= bound),
      toBeLessThan: (bound: number) => assert((actual as number) < bound),
      toBeLessThanOrEqual: (bound: number) => assert((actual as number) <= bound),
    };
  };
  return { ...matchers(true), not: matchers(false) };
}
const ANY_TEXT = Symbol("any text");
const VITEST = { test, describe, expect: Object.assign(expect, { any: () => ANY_TEXT }), afterEach: () => undefined };

/** Deep equality that treats undefined properties as absent; with `subset`, additional properties of `a` are ignored. */
function isEqual(a: unknown, b: unknown, subset = false): boolean {
  if (b === ANY_TEXT) return typeof a === "string";
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = new Set([...Object.keys(b), ...(subset && !Array.isArray(b) ? [] : Object.keys(a))]);
  return [...names].every((name) => isEqual((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name], subset));
}
