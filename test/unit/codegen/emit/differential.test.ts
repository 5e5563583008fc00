import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ContractError } from "../../../../scripts/codegen/parse/diagnostic.js";
import { parsePointer } from "../../../../src/core/pointer.js";
import { HOSTILE_POOL, schemaArbitrary, valueArbitrary } from "../../../fuzz/arbitrary.js";
import { isValid } from "../../../fuzz/reference.js";
import { type CompiledSchema, compileSchema } from "../../../helpers/compile-schema.js";

/** Compiles a schema. Returns undefined for schemas that apply themselves to the same value, which are rejected. */
function compiled(schema: unknown): CompiledSchema | undefined {
  try {
    return compileSchema(schema);
  } catch (error) {
    if (error instanceof ContractError && /applies itself to the same value/.test(error.message)) return undefined;
    throw error;
  }
}

/** Fixed seed for reproducible cases; `npm run test:fuzz` uses random seeds. */
const SEED = 20251208;

const SOME_VALUES = fc.array(valueArbitrary(HOSTILE_POOL), { minLength: 8, maxLength: 8 });

/** Checks a property of random schemas with several random values each. */
function checkProperty(
  runs: number,
  check: (schema: Record<string, unknown>, instance: CompiledSchema, list: readonly unknown[]) => void,
): void {
  fc.assert(
    fc.property(schemaArbitrary(HOSTILE_POOL), SOME_VALUES, (schema, list) => {
      const instance = compiled(schema);
      if (instance) check(schema, instance, list);
    }),
    { numRuns: runs, seed: SEED },
  );
}

/** Returns true if a pointer resolves to a value, or to a missing property or element of an existing parent. */
function resolves(value: unknown, pointer: string): boolean {
  const segments = parsePointer(pointer);
  return segments.every((segment, i) => {
    if (typeof value !== "object" || value === null) return false;
    const inside = Object.hasOwn(value, segment);
    value = inside ? (value as Record<string, unknown>)[segment] : undefined;
    return inside || i === segments.length - 1;
  });
}

const withUndefined = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withUndefined);
  if (typeof value !== "object" || value === null) return value;
  const absent = ["b", "zz", "toString"].filter((name) => !Object.hasOwn(value, name)).map((name) => [name, undefined]);
  return Object.fromEntries([...absent, ...Object.entries(value).map(([name, inner]) => [name, withUndefined(inner)])]);
};

describe("random schemas on random values", () => {
  /*
   * The predicate agrees with a reference implementation of the specification. The collector reports issues if and only if the predicate
   * fails, and every path exists. Undefined properties are treated as absent at every level.
   */
  test("predicate, collector and specification agree", () => {
    checkProperty(500, (schema, { is, validate, accepts }, list) => {
      for (const value of list) {
        const valid = is(value);
        expect(valid, JSON.stringify(value)).toBe(isValid(schema, value));
        expect(accepts(value), JSON.stringify(value)).toBe(valid);
        const issues = validate(value);
        expect(issues.length === 0).toBe(valid);
        for (const { path, code, message } of issues) {
          expect(resolves(value, path), `${message} at ${path} of ${JSON.stringify(value)}`).toBe(true);
          expect(["unreadable", "too-deep"]).not.toContain(code);
        }
        expect(is(withUndefined(value))).toBe(valid);
      }
    });
  });

  test("equivalent schemas have the same result", () => {
    checkProperty(150, (schema, { is }, list) => {
      const { $defs, ...own } = schema;
      const target = { $ref: "#/$defs/own" };
      const same = [
        target,
        { allOf: [own] },
        { anyOf: [own, own] },
        { oneOf: [own] },
        { not: { not: own } },
        { if: own, else: false },
        { allOf: [target, target] },
      ];
      // One schema with all variants, as schemas of properties that the values have one at a time.
      const variants = compiled({
        properties: {
          ...Object.fromEntries(same.entries()),
          property: { type: "object", properties: { "a/~b": own } },
          required: { properties: { constructor: own }, required: ["constructor"] },
          element: { type: "array", items: own },
          other: { additionalProperties: own },
        },
        $defs: { ...($defs as object), own },
      });
      for (const value of list) {
        const valid = is(value);
        for (const name of same.keys()) expect(variants?.is({ [name]: value })).toBe(valid);
        expect(variants?.is({ property: { "a/~b": value } })).toBe(valid);
        expect(variants?.is({ required: { constructor: value } })).toBe(valid);
        expect(variants?.is({ element: [value] })).toBe(valid);
        expect(variants?.is({ other: { b: value } })).toBe(valid);
        expect(variants?.validate({ element: [value] }).every(({ path }) => /^\/element(\/0|$)/.test(path))).toBe(true);
      }
    });
  });

  test("open objects accept additional properties", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("a", "b"), fc.constantFrom({ type: "string" }, { minimum: 1 }, {})),
        valueArbitrary(HOSTILE_POOL),
        valueArbitrary(HOSTILE_POOL),
        (properties, value, more) => {
          const { is } = compileSchema({ type: "object", properties, required: ["a"] });
          if (typeof value === "object" && value !== null && !Array.isArray(value)) expect(is({ ...value, other: more })).toBe(is(value));
        },
      ),
      { numRuns: 100, seed: SEED },
    );
  });
});
