import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { transformSync } from "esbuild";

/** One test of a suite, to be run as often as expected. */
export interface Case {
  readonly file: string;
  readonly name: string;
  readonly run: () => void;
}

/** Something that stands in for a module of npm. */
export type Modules = Readonly<Record<string, object>>;

/** Loads TypeScript modules of this checkout anew for every mutant; only what is changed is compiled again. */
export class Loader {
  private readonly root: string;
  private readonly given: Modules;
  private readonly compiled = new Map<string, string>();

  constructor(root: string, given: Modules) {
    this.root = root;
    this.given = given;
  }

  /** The tests of some files, over the sources as they are but for one file with another text. */
  cases(files: readonly string[], changed?: { readonly file: string; readonly text: string }): Case[] {
    const found: Case[] = [];
    const loaded = new Map<string, { exports: object }>();
    const load = (file: string): object => {
      const known = loaded.get(file);
      if (known) return known.exports;
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
      collected = (name, run) => found.push({ file, name, run });
      load(file);
    }
    return found;
  }

  private code(file: string): string {
    const known = this.compiled.get(file) ?? compile(readFileSync(join(this.root, file), "utf8"));
    this.compiled.set(file, known);
    return known;
  }

  private external(name: string): object {
    const module = name === "vitest" ? VITEST : this.given[name];
    if (!module) throw new Error(`the suites of the compiler need ${name}; name it in index.ts`);
    return module;
  }
}

function compile(text: string): string {
  return transformSync(text, { loader: "ts", format: "cjs", target: "node20" }).code;
}

let collected: (name: string, run: () => void) => void = () => undefined;

const test = Object.assign((name: string, run: () => void) => collected(name, run), {
  each: (rows: readonly unknown[]) => (name: string, run: (...row: unknown[]) => void) =>
    rows.forEach((row, i) => collected(`${name} ${i}`, () => run(...(Array.isArray(row) ? row : [row])))),
});
const describe = (_: string, body: () => void): void => body();

/** As much of vitest's `expect` as the suites use. */
function expect(actual: unknown) {
  const matchers = (expected: boolean) => {
    const claim = (holds: boolean): void => {
      if (holds !== expected) throw new Error("not as expected");
    };
    return {
      toBe: (other: unknown) => claim(Object.is(actual, other)),
      toEqual: (other: unknown) => claim(alike(actual, other)),
      toMatchObject: (other: unknown) => claim(alike(actual, other, true)),
      toMatch: (pattern: RegExp) => claim(pattern.test(String(actual))),
      toContain: (part: never) => claim((actual as string | unknown[]).includes(part)),
      toHaveLength: (length: number) => claim((actual as unknown[]).length === length),
      toBeUndefined: () => claim(actual === undefined),
      toHaveProperty: (name: string) => claim(Object.hasOwn(actual as object, name)),
      toBeGreaterThan: (bound: number) => claim((actual as number) > bound),
    };
  };
  return { ...matchers(true), not: matchers(false) };
}
const ANY_TEXT = Symbol("any text");
const VITEST = { test, describe, expect: Object.assign(expect, { any: () => ANY_TEXT }), afterEach: () => undefined };

/** Deep equality in which an undefined property is an absent one. */
function alike(a: unknown, b: unknown, partly = false): boolean {
  if (b === ANY_TEXT) return typeof a === "string";
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = new Set([...Object.keys(b), ...(partly && !Array.isArray(b) ? [] : Object.keys(a))]);
  return [...names].every((name) => alike((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name], partly));
}
