import fc, { type Arbitrary } from "fast-check";
import { isEnforced, KEYWORDS } from "../../scripts/codegen/keywords/index.js";
import { JSON_TYPES, type KeywordValueType } from "../../scripts/codegen/keywords/value-types.js";

/** Values from which random schemas and instances are built. The lists are short, so that keywords often apply to the instances. */
export interface ValuePool {
  readonly names: readonly string[];
  readonly numbers: readonly number[];
  readonly strings: readonly string[];
  readonly divisors: readonly number[];
}

/** Edge cases that are known to break validators. */
export const HOSTILE_POOL: ValuePool = {
  names: ["a", "b", "toString", "__proto__", "constructor", "a/~b", "", "😀"],
  numbers: [0, -0, 1, 2, 3, -1, 0.1, 0.29, 0.3, 1.5, 1e22, 1e-7, 4294967296],
  strings: ["", "a", "ab", "b", "😀", "😀a", "\ud800", "1", "__proto__", "true"],
  divisors: [1, 2, 3, 0.1, 0.01, 1.5, 1e-7],
};

/** Values that all validators support: no inherited property names, no lone surrogates, no decimal divisors. */
export const PORTABLE_POOL: ValuePool = {
  names: ["a", "b", "c", "ab", "x y"],
  numbers: [0, 1, 2, 3, -1, 0.5, 1.5, 100],
  strings: ["", "a", "ab", "b", "1", "true"],
  divisors: [1, 2, 3, 0.5],
};

const PATTERNS = ["^a", "b$", "^.$", "^$", "o", "\\p{L}"];

/** A JSON value of at most three levels. */
export function valueArbitrary(pool: ValuePool, depth = 2): Arbitrary<unknown> {
  const scalars = fc.oneof(fc.constantFrom(null, true, false), fc.constantFrom(...pool.numbers), fc.constantFrom(...pool.strings));
  if (depth === 0) return scalars;
  const child = valueArbitrary(pool, depth - 1);
  const objects = fc.uniqueArray(fc.tuple(fc.constantFrom(...pool.names), child), { maxLength: 4, selector: ([name]) => name });
  return fc.oneof({ weight: 2, arbitrary: scalars }, fc.array(child, { maxLength: 4 }), {
    weight: 2,
    arbitrary: objects.map(Object.fromEntries),
  });
}

/** A schema with two definitions that any of its subschemas can reference. */
export function schemaArbitrary(pool: ValuePool, depth = 3): Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(subschemaArbitrary(pool, depth), subschemaArbitrary(pool, 2), subschemaArbitrary(pool, 2))
    .map(([root, d0, d1]) => ({ ...(typeof root === "boolean" ? { allOf: [root] } : root), $defs: { d0, d1 } }));
}

function subschemaArbitrary(pool: ValuePool, depth: number): Arbitrary<boolean | Record<string, unknown>> {
  const keywords = fc.uniqueArray(keywordArbitrary(pool, depth), { minLength: 1, maxLength: 4, selector: ([name]) => name });
  return fc.oneof(
    { weight: 1, arbitrary: fc.boolean() },
    { weight: 12, arbitrary: keywords.map((entries) => Object.fromEntries(entries)) },
  );
}

/** A keyword with a valid value. Every enforced keyword of JSON Schema is drawn, `properties` and `items` twice as often. */
export function keywordArbitrary(pool: ValuePool, depth: number): Arbitrary<readonly [string, unknown]> {
  const values = keywordValues(pool, depth);
  const entries = [...KEYWORDS.values()]
    .filter(({ name }) => isEnforced(name) && !name.startsWith("x-"))
    .flatMap(({ name, valueType, subschemas, enforcedBy }) => {
      const value = values[valueType];
      const isApplied = subschemas !== undefined || enforcedBy !== undefined;
      if (!value || (depth === 0 && isApplied)) return [];
      const arbitrary = value.map((drawn) => [name, drawn] as const);
      return name === "properties" || name === "items" ? [arbitrary, arbitrary] : [arbitrary];
    });
  return fc.oneof(...entries);
}

/** Values of keywords by value type. Without remaining depth there are no subschemas. */
function keywordValues(pool: ValuePool, depth: number): Partial<Record<KeywordValueType, Arbitrary<unknown>>> {
  const name = fc.constantFrom(...pool.names);
  const names = fc.uniqueArray(name, { maxLength: 3 });
  const pattern = fc.constantFrom(...PATTERNS);
  const leaves: Partial<Record<KeywordValueType, Arbitrary<unknown>>> = {
    any: valueArbitrary(pool, 1),
    types: fc.oneof(fc.constantFrom(...JSON_TYPES), fc.uniqueArray(fc.constantFrom(...JSON_TYPES), { minLength: 1, maxLength: 3 })),
    number: fc.constantFrom(...pool.numbers),
    positive: fc.constantFrom(...pool.divisors),
    count: fc.integer({ min: 0, max: 3 }),
    boolean: fc.boolean(),
    array: fc.uniqueArray(valueArbitrary(pool, 1), { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) }),
    names,
    "names-by-name": mapOf(name, names),
    pattern,
    reference: fc.constantFrom("#/$defs/d0", "#/$defs/d1"),
  };
  if (depth === 0) return leaves;
  const schema = subschemaArbitrary(pool, depth - 1);
  return {
    ...leaves,
    schema,
    schemas: fc.array(schema, { minLength: 1, maxLength: 3 }),
    "schemas-by-name": mapOf(name, schema),
    "schemas-by-pattern": mapOf(pattern, schema),
  };
}

function mapOf(name: Arbitrary<string>, value: Arbitrary<unknown>): Arbitrary<Record<string, unknown>> {
  return fc.uniqueArray(fc.tuple(name, value), { maxLength: 3, selector: ([key]) => key }).map((entries) => Object.fromEntries(entries));
}
