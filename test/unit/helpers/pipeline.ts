import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { KEYWORDS } from "../../../scripts/codegen/keywords/index.js";
import type { Keyword } from "../../../scripts/codegen/keywords/keyword.js";
import { compileSchema } from "../../helpers/compile-schema.js";

export const ROOT = resolve(import.meta.dirname, "../../..");
/** A small contract that uses every feature. */
export const FILMS = readFileSync(join(ROOT, "test/fixtures/films.yaml"), "utf8");

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** Creates an empty directory that is removed after the test. */
export function createTempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "generate "));
  directories.push(directory);
  return directory;
}

/** Runs the generator like `npm run generate` and returns its exit code and output. */
export function runGenerator(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/codegen/start.mjs"), ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** Reads all files of a directory, by name. */
export function readFiles(directory: string): Record<string, string> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}

/** A test case: name, schema, value and expected issues as `code path`. The path of the value itself is empty. */
type KeywordCase = readonly [name: string, schema: unknown, value: unknown, expected: readonly string[]];

/** Runs the cases of a keyword against the predicate and the collector. */
export function keywordTable(keyword: string, rows: readonly KeywordCase[]): void {
  describe(keyword, () => {
    test.each(rows)("%s", (_, schema, value, expected) => {
      const { is, validate, accepts } = compileSchema(schema);
      expect(validate(value).map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
      expect([is(value), accepts(value)]).toEqual([expected.length === 0, expected.length === 0]);
    });
  });
}

/** Returns the first issue of a value. */
export function firstIssue(schema: unknown, value: unknown): Readonly<Record<string, unknown>> {
  return { ...compileSchema(schema).validate(value)[0] };
}

/** Returns an object with an own property of any name, including `__proto__`. */
export function withOwnProperty(name: string, value: unknown, rest: object = {}): object {
  return Object.defineProperty({ ...rest }, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Runs a function while a keyword is added to the table, or replaced. */
export function withKeyword(keyword: Keyword, run: () => void): void {
  const table = KEYWORDS as Map<string, Keyword>;
  const known = table.get(keyword.name);
  table.set(keyword.name, keyword);
  try {
    run();
  } finally {
    if (known) table.set(keyword.name, known);
    else table.delete(keyword.name);
  }
}
