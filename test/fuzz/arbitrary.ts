import fc, { type Arbitrary } from "fast-check";

/** What random schemas and values are made of. Few words, so that schemas and values meet. */
export interface Words {
  readonly names: readonly string[];
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  readonly divisors: readonly number[];
}

/** Everything that has ever tripped a validator. */
export const WILD: Words = {
  names: ["a", "b", "toString", "__proto__", "constructor", "a/~b", "", "😀"],
  numbers: [0, -0, 1, 2, 3, -1, 0.1, 0.29, 0.3, 1.5, 1e22, 1e-7, 4294967296],
  texts: ["", "a", "ab", "b", "😀", "😀a", "\ud800", "1", "__proto__", "true"],
  divisors: [1, 2, 3, 0.1, 0.01, 1.5, 1e-7],
};

/** What every validator of the trade can read: no names that objects inherit, no lone surrogates, no decimals to divide by. */
export const TAME: Words = {
  names: ["a", "b", "c", "ab", "x y"],
  numbers: [0, 1, 2, 3, -1, 0.5, 1.5, 100],
  texts: ["", "a", "ab", "b", "1", "true"],
  divisors: [1, 2, 3, 0.5],
};

const PATTERNS = ["^a", "b$", "^.$", "^$", "o", "\\p{L}"];
const TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"];

/** A JSON value, at most three levels deep. */
export function values(words: Words, depth = 2): Arbitrary<unknown> {
  const scalars = fc.oneof(fc.constantFrom(null, true, false), fc.constantFrom(...words.numbers), fc.constantFrom(...words.texts));
  if (depth === 0) return scalars;
  const inner = values(words, depth - 1);
  const objects = fc.uniqueArray(fc.tuple(fc.constantFrom(...words.names), inner), { maxLength: 4, selector: ([name]) => name });
  return fc.oneof({ weight: 2, arbitrary: scalars }, fc.array(inner, { maxLength: 4 }), {
    weight: 2,
    arbitrary: objects.map(Object.fromEntries),
  });
}

/** A schema with two definitions that it, and they, may refer to. */
export function schemas(words: Words, depth = 3): Arbitrary<Record<string, unknown>> {
  return fc
    .tuple(schema(words, depth), schema(words, 2), schema(words, 2))
    .map(([root, d0, d1]) => ({ ...(typeof root === "boolean" ? { allOf: [root] } : root), $defs: { d0, d1 } }));
}

function schema(words: Words, depth: number): Arbitrary<boolean | Record<string, unknown>> {
  const some = fc.uniqueArray(keyword(words, depth), { minLength: 1, maxLength: 4, selector: ([name]) => name });
  return fc.oneof({ weight: 1, arbitrary: fc.boolean() }, { weight: 12, arbitrary: some.map((entries) => Object.fromEntries(entries)) });
}

function keyword(words: Words, depth: number): Arbitrary<readonly [string, unknown]> {
  const pair = (name: string, value: Arbitrary<unknown>) => value.map((parameter) => [name, parameter] as const);
  const count = fc.integer({ min: 0, max: 3 });
  const number = fc.constantFrom(...words.numbers);
  const name = fc.constantFrom(...words.names);
  const names = fc.uniqueArray(name, { maxLength: 3 });
  const plain = [
    pair("type", fc.oneof(fc.constantFrom(...TYPES), fc.uniqueArray(fc.constantFrom(...TYPES), { minLength: 1, maxLength: 3 }))),
    pair("enum", fc.uniqueArray(values(words, 1), { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) })),
    pair("const", values(words, 1)),
    ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].map((bound) => pair(bound, number)),
    pair("multipleOf", fc.constantFrom(...words.divisors)),
    ...["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"].map((bound) => pair(bound, count)),
    pair("pattern", fc.constantFrom(...PATTERNS)),
    pair("uniqueItems", fc.boolean()),
    pair("required", names),
    pair("dependentRequired", byName(name, names)),
  ];
  if (depth === 0) return fc.oneof(...plain);
  const part = schema(words, depth - 1);
  const parts = fc.array(part, { minLength: 1, maxLength: 3 });
  const applying = [
    pair("$ref", fc.constantFrom("#/$defs/d0", "#/$defs/d1")),
    ...["allOf", "anyOf", "oneOf", "prefixItems"].map((applicator) => pair(applicator, parts)),
    ...["not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames"].map((applicator) =>
      pair(applicator, part),
    ),
    pair("properties", byName(name, part)),
    pair("patternProperties", byName(fc.constantFrom(...PATTERNS), part)),
    pair("dependentSchemas", byName(name, part)),
    pair("minContains", count),
    pair("maxContains", count),
  ];
  return fc.oneof(...plain, ...applying, pair("properties", byName(name, part)), pair("items", part));
}

function byName(name: Arbitrary<string>, value: Arbitrary<unknown>): Arbitrary<Record<string, unknown>> {
  return fc.uniqueArray(fc.tuple(name, value), { maxLength: 3, selector: ([each]) => each }).map((entries) => Object.fromEntries(entries));
}
