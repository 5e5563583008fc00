import fc, { type Arbitrary } from "fast-check";

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
const TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"];

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

function keywordArbitrary(pool: ValuePool, depth: number): Arbitrary<readonly [string, unknown]> {
  const pair = (name: string, value: Arbitrary<unknown>) => value.map((parameter) => [name, parameter] as const);
  const count = fc.integer({ min: 0, max: 3 });
  const number = fc.constantFrom(...pool.numbers);
  const name = fc.constantFrom(...pool.names);
  const names = fc.uniqueArray(name, { maxLength: 3 });
  const assertions = [
    pair("type", fc.oneof(fc.constantFrom(...TYPES), fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }))),
    pair("enum", fc.uniqueArray(valueArbitrary(pool, 1), { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) })),
    pair("const", valueArbitrary(pool, 1)),
    ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map((bound) => pair(bound, number)),
    pair("multipleOf", fc.constantFrom(...pool.divisors)),
    ...["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"].map((bound) => pair(bound, count)),
    pair("pattern", fc.constantFrom(...PATTERNS)),
    pair("uniqueItems", fc.boolean()),
    pair("required", names),
    pair("dependentRequired", mapOf(name, names)),
  ];
  if (depth === 0) return fc.oneof(...assertions);
  const subschema = subschemaArbitrary(pool, depth - 1);
  const subschemas = fc.array(subschema, { minLength: 1, maxLength: 3 });
  const applicators = [
    pair("$ref", fc.constantFrom("#/$defs/d0", "#/$defs/d1")),
    ...["allOf", "anyOf", "oneOf", "prefixItems"].map((applicator) => pair(applicator, subschemas)),
    ...["not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"].map((applicator) =>
      pair(applicator, subschema),
    ),
    pair("properties", mapOf(name, subschema)),
    pair("patternProperties", mapOf(fc.constantFrom(...PATTERNS), subschema)),
    pair("dependentSchemas", mapOf(name, subschema)),
    pair("minContains", count),
    pair("maxContains", count),
  ];
  return fc.oneof(...assertions, ...applicators, pair("properties", mapOf(name, subschema)), pair("items", subschema));
}

function mapOf(name: Arbitrary<string>, value: Arbitrary<unknown>): Arbitrary<Record<string, unknown>> {
  return fc.uniqueArray(fc.tuple(name, value), { maxLength: 3, selector: ([key]) => key }).map((entries) => Object.fromEntries(entries));
}
