import { describe, expect, test } from "vitest";
import { KEYWORDS } from "../../../scripts/codegen/keywords/index.js";
import type { Keyword } from "../../../scripts/codegen/keywords/keyword.js";
import { compileSchema } from "../../helpers/compile-schema.js";

/** A test case: name, schema, value and expected issues as `code path`. The path of the value itself is empty. */
export type KeywordCase = readonly [name: string, schema: unknown, value: unknown, expected: readonly string[]];

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
