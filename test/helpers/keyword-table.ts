import { describe, expect, test } from "vitest";
import { instantiate } from "./compile-schema.js";

/** `name`, schema, value, and the issues that must come of it: `code path` (a space and nothing is the value itself), nothing where the value is right. */
export type Row = readonly [name: string, schema: unknown, value: unknown, expected: readonly string[]];

/** A table of one keyword: the predicate and the collector must both give exactly the verdict of each row. */
export function keywordTable(keyword: string, rows: readonly Row[]): void {
  describe(keyword, () => {
    test.each(rows)("%s", (_, schema, value, expected) => {
      const { is, validate } = instantiate(schema);
      expect(validate(value).map(({ code, path }) => `${code} ${path}`)).toEqual(expected);
      expect(is(value)).toBe(expected.length === 0);
    });
  });
}

/** The whole of the first issue, for tests of its words. */
export function firstIssue(schema: unknown, value: unknown): Readonly<Record<string, unknown>> {
  return { ...instantiate(schema).validate(value)[0] };
}

/** An object with an own property of any name, `__proto__` included. */
export function own(name: string, value: unknown, rest: object = {}): object {
  return Object.defineProperty({ ...rest }, name, { value, enumerable: true, configurable: true, writable: true });
}
