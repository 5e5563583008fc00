import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { at, HOUSE, isJson, type Json, referred } from "../lib/paths.js";
import type { HostedRule } from "./rules.js";

/**
 * Values of a rule's host that follow its schema, most of them near where the rule changes its mind: numbers and strings come
 * from the rule's own text and the contract's constants, one more and one less; the corpus gives whole examples, each also with
 * every number moved by one and every property left out in turn.
 */
export function instancesFor(rule: HostedRule, contract: Json, count: number): unknown[] {
  const components = at(contract, "components", "schemas");
  const arbitrary = arbitraryOf(at(components, rule.host), components, clues(rule.rule, contract), 0);
  const examples = corpusOf(rule).flatMap((value) => [value, ...neighbours(value, value, [])]);
  return [...examples, ...fc.sample(arbitrary, { numRuns: count, seed: 42 })];
}

interface Clues {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
}

function clues(rule: string, contract: Json): Clues {
  const named = Object.entries(at(contract, "x-constants")).filter(([name]) => new RegExp(`\\b${name}\\b`).test(rule));
  const source = `${rule} ${JSON.stringify(named.map(([, constant]) => at(constant).value))}`;
  const found = [...new Set([...source.matchAll(/(?<![\w#])\d+(\.\d+)?/g)].map(([text]) => Number(text)))];
  const numbers = found.flatMap((value) => [value, value + 1, value - 1, value + 100, value / 5, (value * 4) / 5]);
  const quoted = [...rule.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? "");
  const long = found
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

function arbitraryOf(schema: Json, components: Json, known: Clues, depth: number): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === "string") return arbitraryOf(referred(components, schema.$ref), components, known, depth);
  if (Array.isArray(schema.oneOf)) return fc.oneof(...schema.oneOf.map((item) => arbitraryOf(at(item), components, known, depth)));
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => arbitraryOf({ ...schema, type }, components, known, depth)));
  if (isJson(schema.properties)) {
    const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
    const model = Object.fromEntries(
      Object.entries(schema.properties).map(([name, item]) => [name, arbitraryOf(at(item), components, known, depth)]),
    );
    return fc.record(model, { requiredKeys: required });
  }
  if (isJson(schema.items)) return lists(arbitraryOf(schema.items, components, known, depth + 1), known, depth);
  return scalar(schema, known);
}

/** Mostly short; the outermost now and then around a hundred, where a rule counts so far. */
function lists(item: fc.Arbitrary<unknown>, { numbers }: Clues, depth: number): fc.Arbitrary<unknown> {
  const short = { weight: 20, arbitrary: fc.array(item, { maxLength: 3 }) };
  const middle = { weight: 2, arbitrary: fc.tuple(item, fc.integer({ min: 9, max: 12 })).map(([one, length]) => Array(length).fill(one)) };
  const hundred = { weight: 2, arbitrary: fc.integer({ min: 99, max: 101 }).map((length) => Array.from({ length }, () => ({}))) };
  if (depth > 0) return short.arbitrary;
  return fc.oneof(short, middle, ...(numbers.includes(100) ? [hundred] : []));
}

function scalar(schema: Json, { numbers, texts }: Clues): fc.Arbitrary<unknown> {
  const [least, most] = [Number(schema.minimum ?? -1e6), Number(schema.maximum ?? 1e6)];
  const near = [...numbers, least, most, Number(schema.default ?? 0)].filter((value) => value >= least && value <= most);
  switch (schema.type) {
    case "integer":
      return fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...near.filter(Number.isInteger)) },
        { weight: 1, arbitrary: fc.integer({ min: least, max: most }) },
      );
    case "number":
      return fc.constantFrom(...near, ...near.map((value) => Math.min(most, value + 0.25)));
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

/** The values of the corpus that are of one of the rule's hosts: objects are open, so one serves for the other. */
function corpusOf({ id, hosts }: HostedRule): unknown[] {
  const folder = join(HOUSE, "test/corpus", id);
  const files = readdirSync(join(HOUSE, "test/corpus")).includes(id) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
  return files
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Json)
    .flatMap((entry) => (hosts.includes(String(entry.schema)) ? [entry.value] : []));
}

/** The whole value with one place changed: numbers by one, strings by a character, properties left out. */
function neighbours(root: unknown, value: unknown, path: readonly string[]): unknown[] {
  if (typeof value === "number") return [replaced(root, path, value + 1), replaced(root, path, value - 1)];
  if (typeof value === "string") return [replaced(root, path, `${value}x`), replaced(root, path, value.slice(1))];
  if (typeof value === "boolean") return [replaced(root, path, !value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    ...(Array.isArray(value) ? [] : [replaced(root, [...path, name], undefined)]),
    ...(Array.isArray(value) && Number(name) > 3 ? [] : neighbours(root, item, [...path, name])),
  ]);
}

function replaced(root: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(root)) return root.map((item, i) => (String(i) === name ? replaced(item, rest, value) : item));
  if (!isJson(root)) return root;
  const { [name]: old, ...others } = root;
  return rest.length === 0 && value === undefined ? others : { ...others, [name]: replaced(old, rest, value) };
}
