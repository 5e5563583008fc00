import { join } from "node:path";
import fc from "fast-check";
import { readCorpus } from "../../scripts/docs/corpus.js";
import { getObject, isJsonObject, type Json, ROOT, resolveReference } from "../lib/paths.js";
import type { HostedRule } from "./rules.js";

/**
 * Creates values of a rule's component that satisfy its schema, most of them near the boundaries of the rule: numbers (± 1) and
 * strings come from the rule text and the contract's constants. Corpus examples are added, each also with every number changed by
 * one and every property removed in turn.
 */
export function instancesFor(rule: HostedRule, contract: Json, count: number): unknown[] {
  const components = getObject(contract, "components", "schemas");
  const arbitrary = arbitraryOf(getObject(components, rule.host), components, boundaryValues(rule.rule, contract), 0);
  const examples = corpusValues(rule).flatMap((value) => [value, ...mutations(value, value, [])]);
  return [...examples, ...fc.sample(arbitrary, { numRuns: count, seed: 42 })];
}

interface BoundaryValues {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

function boundaryValues(rule: string, contract: Json): BoundaryValues {
  const constants = Object.entries(getObject(contract, "x-constants")).filter(([name]) => new RegExp(`\\b${name}\\b`).test(rule));
  const source = `${rule} ${JSON.stringify(constants.map(([, constant]) => getObject(constant).value))}`;
  const ruleNumbers = [...new Set([...source.matchAll(/(?<![\w#])\d+(\.\d+)?/g)].map(([text]) => Number(text)))];
  const numbers = ruleNumbers.flatMap((value) => [value, value + 1, value - 1, value + 100, value / 5, (value * 4) / 5]);
  const quoted = [...rule.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? "");
  const long = ruleNumbers
    .filter((value) => value > 100 && value <= 20_000)
    .flatMap((value) => [value - 1, value, value + 1].map((length) => "x".repeat(length)));
  return { numbers: [0, -100, 90, 45, ...numbers], texts: [...quoted, ...long, ...TEXTS] };
}

const TEXTS = [
  ..."|a|#FFFFFF|#00ff7f|#FFF|#GGGGGG|FFFFFF|aGVsbG8=|aGVsbG8|5rWL6K+V|a b=|====|25|24|\u{1f600}".split("|"),
  ...["mp4", "webm", "mov", "avi"].flatMap((type) => [`https://h/f.${type}`, `https://h/f.${type}?sign=1`, `https://h/${type}`]),
  ..."<speak></speak>|<speak>a&amp;b</speak>|<speak><insert-action id='1'/>a</speak>|<insert-action|a < b".split("|"),
  "\u{1f600}".repeat(1499),
  `<speak>${"x".repeat(1499)}</speak>`,
];

function arbitraryOf(schema: Json, components: Json, boundaries: BoundaryValues, depth: number): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === "string") return arbitraryOf(resolveReference(components, schema.$ref), components, boundaries, depth);
  if (Array.isArray(schema.oneOf))
    return fc.oneof(...schema.oneOf.map((item) => arbitraryOf(getObject(item), components, boundaries, depth)));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type))
    return fc.oneof(...schema.type.map((type) => arbitraryOf({ ...schema, type }, components, boundaries, depth)));
  if (isJsonObject(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
    const model = Object.fromEntries(
      Object.entries(schema.properties).map(([name, item]) => [name, arbitraryOf(getObject(item), components, boundaries, depth)]),
    );
    return fc.record(model, { requiredKeys: required });
  }
  if (isJsonObject(schema.items)) return lists(arbitraryOf(schema.items, components, boundaries, depth + 1), boundaries, depth);
  return scalar(schema, boundaries);
}

/** Creates mostly short lists. The outermost list sometimes has about 100 elements if the rule contains that number. */
function lists(item: fc.Arbitrary<unknown>, { numbers }: BoundaryValues, depth: number): fc.Arbitrary<unknown> {
  const short = { weight: 20, arbitrary: fc.array(item, { maxLength: 3 }) };
  const middle = { weight: 2, arbitrary: fc.tuple(item, fc.integer({ min: 9, max: 12 })).map(([one, length]) => Array(length).fill(one)) };
  const hundred = { weight: 2, arbitrary: fc.integer({ min: 99, max: 101 }).map((length) => Array.from({ length }, () => ({}))) };
  if (depth > 0) return short.arbitrary;
  return fc.oneof(short, middle, ...(numbers.includes(100) ? [hundred] : []));
}

function scalar(schema: Json, { numbers, texts }: BoundaryValues): fc.Arbitrary<unknown> {
  // fast-check does not end for integers that a number cannot represent
  const [min, max] = [Number(schema.minimum ?? -1e6), Math.min(Number(schema.maximum ?? 1e6), Number.MAX_SAFE_INTEGER)];
  const near = [...numbers, min, max, Number(schema.default ?? 0)].filter((value) => value >= min && value <= max);
  switch (schema.type) {
    case "integer":
      return fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...near.filter(Number.isInteger)) },
        { weight: 1, arbitrary: fc.integer({ min: min, max: max }) },
      );
    case "number":
      return fc.constantFrom(...near, ...near.map((value) => Math.min(max, value + 0.25)));
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default:
      return fc.constantFrom(...texts.filter((text) => fits(text, schema)), "x".repeat(Math.max(1, Number(schema.minLength ?? 0))));
  }
}

function fits(text: string, schema: Json): boolean {
  const length = [...text].length;
  return length >= Number(schema.minLength ?? 0) && length <= Number(schema.maxLength ?? 1e6);
}

const corpus = readCorpus(join(ROOT, "test/corpus"));

/** Returns the corpus values of all components of a rule; objects are open, so the values are valid for each of them. */
function corpusValues({ id, hosts }: HostedRule): unknown[] {
  return (corpus.get(id) ?? []).flatMap(({ schema, value }) => (hosts.includes(schema) ? [value] : []));
}

/** Returns copies of a value with one change each: a number changed by one, a string by one character, or a property removed. */
function mutations(root: unknown, value: unknown, path: readonly string[]): unknown[] {
  if (typeof value === "number") return [replaceAt(root, path, value + 1), replaceAt(root, path, value - 1)];
  if (typeof value === "string") return [replaceAt(root, path, `${value}x`), replaceAt(root, path, value.slice(1))];
  if (typeof value === "boolean") return [replaceAt(root, path, !value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    ...(Array.isArray(value) ? [] : [replaceAt(root, [...path, name], undefined)]),
    ...(Array.isArray(value) && Number(name) > 3 ? [] : mutations(root, item, [...path, name])),
  ]);
}

function replaceAt(root: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(root)) return root.map((item, i) => (String(i) === name ? replaceAt(item, rest, value) : item));
  if (!isJsonObject(root)) return root;
  const { [name]: old, ...others } = root;
  return rest.length === 0 && value === undefined ? others : { ...others, [name]: replaceAt(old, rest, value) };
}
