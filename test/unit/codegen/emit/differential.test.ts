import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ContractError } from "../../../../scripts/codegen/parse/diagnostic.js";
import { segmentsOf } from "../../../../src/core/pointer.js";
import { schemas, values, WILD } from "../../../fuzz/arbitrary.js";
import { holds } from "../../../fuzz/reference.js";
import { type Instance, instantiate } from "../../../helpers/compile-schema.js";

/** The compiled schema; undefined where it asks itself about the same value, which is refused by name. */
function compiled(schema: unknown): Instance | undefined {
  try {
    return instantiate(schema);
  } catch (error) {
    if (error instanceof ContractError && /refers to itself about the same value/.test(error.message)) return undefined;
    throw error;
  }
}

/** The same cases on every run; `npm run test:fuzz` looks for others. */
const SEED = 20251208;

const SOME_VALUES = fc.array(values(WILD), { minLength: 8, maxLength: 8 });

/** Runs a law on random schemas, each with several random values. */
function law(runs: number, check: (schema: Record<string, unknown>, instance: Instance, list: readonly unknown[]) => void): void {
  fc.assert(
    fc.property(schemas(WILD), SOME_VALUES, (schema, list) => {
      const instance = compiled(schema);
      if (instance) check(schema, instance, list);
    }),
    { numRuns: runs, seed: SEED },
  );
}

/** Whether a pointer leads to a value, or to a property or element that its parent lacks. */
function resolves(value: unknown, pointer: string): boolean {
  const segments = segmentsOf(pointer);
  return segments.every((segment, i) => {
    if (typeof value !== "object" || value === null) return false;
    const inside = Object.hasOwn(value, segment);
    value = inside ? (value as Record<string, unknown>)[segment] : undefined;
    return inside || i === segments.length - 1;
  });
}

describe("random schemas on random values", () => {
  test("the verdict is that of an interpreter that follows the specification", () => {
    law(500, (schema, { is }, list) => {
      for (const value of list) expect(is(value), JSON.stringify(value)).toBe(holds(schema, value));
    });
  });

  test("the collector finds something exactly where the predicate says no, and every place exists", () => {
    law(300, (_, { is, validate }, list) => {
      for (const value of list) {
        const issues = validate(value);
        expect(issues.length === 0).toBe(is(value));
        for (const { path, code, message } of issues) {
          expect(resolves(value, path), `${message} at ${path} of ${JSON.stringify(value)}`).toBe(true);
          expect(["unreadable", "too-deep"]).not.toContain(code);
        }
      }
    });
  });

  test("wrappings that say the same have the same verdict", () => {
    law(150, (schema, { is }, list) => {
      const { $defs, ...own } = schema;
      const wrapped = (wrap: object): Instance | undefined => compiled({ ...wrap, $defs: { ...($defs as object), own } });
      const target = { $ref: "#/$defs/own" };
      const same = [
        target,
        { allOf: [own] },
        { anyOf: [own, own] },
        { oneOf: [own] },
        { not: { not: own } },
        { if: own, else: false },
        { allOf: [target, target] },
      ].map(wrapped);
      const property = wrapped({ type: "object", properties: { "a/~b": own } });
      const required = wrapped({ properties: { constructor: own }, required: ["constructor"] });
      const element = wrapped({ type: "array", items: own });
      const other = wrapped({ additionalProperties: own });
      for (const value of list) {
        const verdict = is(value);
        for (const instance of same) expect(instance?.is(value)).toBe(verdict);
        expect(property?.is({ "a/~b": value })).toBe(verdict);
        expect(required?.is({ constructor: value })).toBe(verdict);
        expect(element?.is([value])).toBe(verdict);
        expect(other?.is({ b: value })).toBe(verdict);
        expect(element?.validate([value]).every(({ path }) => path === "" || path.startsWith("/0"))).toBe(true);
      }
    });
  });

  test("a property that is undefined is absent, wherever it stands", () => {
    const withUndefined = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(withUndefined);
      if (typeof value !== "object" || value === null) return value;
      const absent = ["b", "zz", "toString"].filter((name) => !Object.hasOwn(value, name)).map((name) => [name, undefined]);
      return Object.fromEntries([...absent, ...Object.entries(value).map(([name, inner]) => [name, withUndefined(inner)])]);
    };
    law(200, (_, { is }, list) => {
      for (const value of list) expect(is(withUndefined(value))).toBe(is(value));
    });
  });

  test("an open object does not mind one property more", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom({ type: "string" }, { minimum: 1 }, {})),
        values(WILD),
        values(WILD),
        (properties, value, more) => {
          const { is } = instantiate({ type: "object", properties, required: ["a"] });
          if (typeof value === "object" && value !== null && !Array.isArray(value)) expect(is({ ...value, other: more })).toBe(is(value));
        },
      ),
      { numRuns: 100, seed: SEED },
    );
  });
});
