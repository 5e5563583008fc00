import { typesOf } from "../../../scripts/codegen/keywords/type.js";
import type { SchemaNode } from "../../../scripts/codegen/model/schema.js";
import { propertiesOf } from "../../../scripts/codegen/model/schema-children.js";
import { type Obj, ruleCases } from "./rule-cases.js";

/** A seeded random number generator. The same seed produces the same sequence on every machine. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Returns an integer from 0 to `below`, exclusive. */
  integer(below: number): number {
    // 32-bit linear congruential generator; the upper bits have the longer period.
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * below);
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.integer(list.length)];
    if (item === undefined) throw new Error("cannot pick from an empty list");
    return item;
  }
}

/** Generates a valid value. Optional properties are present with a probability of 2/5, less at deeper levels. */
export function validInstance(node: SchemaNode, random: Random, depth = 0): unknown {
  if (node.target) return validInstance(node.target, random, depth);
  if (node.keywords.has("oneOf"))
    return validInstance(node.child("oneOf", random.integer((node.keywords.get("oneOf") as unknown[]).length)), random, depth);
  const values = node.keywords.get("enum") as readonly unknown[] | undefined;
  if (values) return random.pick(values);
  const bound = (name: string, otherwise: number): number => (node.keywords.get(name) as number | undefined) ?? otherwise;
  switch (random.pick(typesOf(node) ?? [])) {
    case "string":
      return "a".repeat(Math.max(bound("minLength", 0), random.integer(Math.min(bound("maxLength", 9), 9))));
    case "integer":
      return bound("minimum", 0) + random.integer(bound("maximum", 9) - bound("minimum", 0));
    case "number":
      return bound("minimum", 0) + random.integer(bound("maximum", 9) - bound("minimum", 0)) / 2;
    case "boolean":
      return random.integer(2) === 0;
    case "null":
      return null;
    case "array":
      return Array.from({ length: random.integer(depth > 1 ? 2 : 3) }, () => validInstance(node.child("items"), random, depth + 1));
    default:
      return validObject(node, random, depth);
  }
}

/** Generates a value in which one property or element has a type that the schema does not allow, and names the place and the type; undefined if there is none. */
export function invalidInstance(node: SchemaNode, random: Random): { readonly value: unknown; readonly mistake: string } | undefined {
  const value = structuredClone(validInstance(node, random));
  const slots = slotsOf(node, value);
  if (slots.length === 0) return undefined;
  const { holder, key, types, place } = random.pick(slots);
  const wrong = random.pick(CANDIDATES.filter(({ is }) => !is.some((type) => types.includes(type))));
  holder[key] = wrong.value;
  return { value, mistake: `${place} is ${wrong.is[0]}` };
}

const CANDIDATES: readonly { is: readonly string[]; value: unknown }[] = [
  { is: ["string"], value: "not an enum value" },
  { is: ["integer", "number"], value: 7 },
  { is: ["boolean"], value: true },
  { is: ["null"], value: null },
  { is: ["array"], value: [[]] },
];

function validObject(node: SchemaNode, random: Random, depth: number): Record<string, unknown> {
  const present = [...propertiesOf(node)].filter(([, { required }]) => required || random.integer(5 + depth * 2) < 2);
  return Object.fromEntries(present.map(([name, { node: property }]) => [name, validInstance(property, random, depth + 1)]));
}

interface Slot {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
  readonly types: readonly string[];
  /** Pointer without indexes. */
  readonly place: string;
}

/** Returns all properties and elements of a value with their allowed types. */
function slotsOf(node: SchemaNode, value: unknown, at = ""): Slot[] {
  if (node.target) return slotsOf(node.target, value, at);
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return keys.flatMap((key) => {
    const child = Array.isArray(value) ? node.child("items") : propertiesOf(node).get(String(key))?.node;
    if (child === undefined) throw new Error(`no schema for ${at}/${key}`);
    const holder = value as Record<string | number, unknown>;
    const place = `${at}/${Array.isArray(value) ? "*" : key}`;
    return [{ holder, key, types: allowedTypes(child), place }, ...slotsOf(withoutNull(child), holder[key], place)];
  });
}

/** Returns the non-null alternative of a nullable schema. */
function withoutNull(node: SchemaNode): SchemaNode {
  if (node.target) return withoutNull(node.target);
  return node.keywords.has("oneOf") ? node.child("oneOf", 0) : node;
}

function allowedTypes(node: SchemaNode): readonly string[] {
  if (node.target) return allowedTypes(node.target);
  if (node.keywords.has("oneOf")) return (node.keywords.get("oneOf") as unknown[]).flatMap((_, i) => allowedTypes(node.child("oneOf", i)));
  return typesOf(node) ?? [];
}

/** A value in a request with its location. */
interface Location {
  readonly pointer: string;
  readonly node: SchemaNode;
  readonly value: unknown;
  /** The parent object or array; undefined for the request. */
  readonly holder: Obj | undefined;
  readonly key: string;
}

/**
 * Generates a value that satisfies the schema and the rules. It is valid by construction, without the validators under test.
 * Numbers and lengths are at a bound with a probability of 1/4. Optional properties are present with a probability of 2/3.
 */
export function drawValue(node: SchemaNode, random: Random, depth = 0): unknown {
  if (node.target) return drawValue(node.target, random, depth);
  const values = node.keywords.get("enum") as readonly unknown[] | undefined;
  if (values) return random.pick(values);
  switch (random.pick(typesOf(node) ?? [])) {
    case "string":
      return drawString(node, random);
    case "integer":
      return drawNumber(node, random, 1);
    case "number":
      return drawNumber(node, random, 2);
    case "boolean":
      return random.integer(2) === 0;
    case "array":
      return Array.from({ length: random.integer(depth > 2 ? 3 : 4) }, () => drawValue(node.child("items"), random, depth + 1));
    case "object":
      return drawObject(node, random, depth);
    default:
      throw new Error(`${node.pointer}: unsupported type`);
  }
}

/** Returns the location of a value and of all properties and elements in it. */
export function locationsIn(node: SchemaNode, value: unknown, pointer = "", holder?: Obj, key = ""): Location[] {
  if (node.target) return locationsIn(node.target, value, pointer, holder, key);
  const own: Location = { pointer, node, value, holder, key };
  if (typeof value !== "object" || value === null) return [own];
  const below = Object.entries(value).flatMap(([name, item]) => {
    const child = Array.isArray(value) ? node.child("items") : node.child("properties", name);
    return locationsIn(child, item, `${pointer}/${name}`, value as Obj, name);
  });
  return [own, ...below];
}

/** Returns the IDs of the error rules of a schema, including shared rules. */
export function errorRulesOf(node: SchemaNode): readonly string[] {
  if (node.target) return errorRulesOf(node.target);
  const own = (node.keywords.get("x-validations") ?? []) as readonly { id: string; severity: string }[];
  const shared = ((node.keywords.get("allOf") ?? []) as readonly unknown[]).flatMap((_, i) => errorRulesOf(node.child("allOf", i)));
  return [...own.filter(({ severity }) => severity === "error").map(({ id }) => id), ...shared];
}

/** Returns the value of a numeric keyword. */
function bound(node: SchemaNode, name: string): number | undefined {
  return node.keywords.get(name) as number | undefined;
}

function drawObject(node: SchemaNode, random: Random, depth: number): Obj {
  const required = (node.keywords.get("required") as readonly string[] | undefined) ?? [];
  const names = Object.keys((node.keywords.get("properties") as object | undefined) ?? {});
  const present = names.filter((name) => required.includes(name) || random.integer(3) > 0);
  const value: Obj = Object.fromEntries(present.map((name) => [name, drawValue(node.child("properties", name), random, depth + 1)]));
  for (const id of errorRulesOf(node)) ruleCase(id).satisfy(value, random);
  return value;
}

/** Returns the test case of a rule. Throws for rules without one. */
function ruleCase(id: string) {
  const known = ruleCases[id];
  if (known === undefined) throw new Error(`no test case for rule ${id}; add one to test/unit/type-agreement/rule-cases.ts`);
  return known;
}

const LETTERS = [..."abcXYZ019 _-.,:;é數字人\u{1f3ac}"];

function drawString(node: SchemaNode, random: Random): string {
  if (node.keywords.has("pattern")) throw new Error(`${node.pointer}: pattern is not supported`);
  const minimum = bound(node, "minLength") ?? 0;
  const maximum = bound(node, "maxLength") ?? 40;
  if (node.keywords.get("contentEncoding") === "base64") return Buffer.from(drawLetters(random.integer(20), random)).toString("base64");
  return drawLetters(
    drawsBound(random) && maximum <= 2048 ? random.pick([minimum, maximum]) : minimum + random.integer(Math.min(maximum - minimum, 40) + 1),
    random,
  );
}

function drawLetters(length: number, random: Random): string {
  return Array.from({ length }, () => random.pick(LETTERS)).join("");
}

/** Returns a number between the bounds, in steps of 1 / `parts`. */
function drawNumber(node: SchemaNode, random: Random, parts: number): number {
  const minimum = bound(node, "minimum") ?? -1000;
  const maximum = bound(node, "maximum") ?? 1000;
  return drawsBound(random) ? random.pick([minimum, maximum]) : minimum + random.integer((maximum - minimum) * parts + 1) / parts;
}

const drawsBound = (random: Random): boolean => random.integer(4) === 0;

/** A change that makes a valid request invalid. */
export interface Mutation {
  /** Violated keyword or rule ID. */
  readonly violates: string;
  /** Pointer of the violated schema. */
  readonly schema: string;
  /** Changes the request. Returns the pointer of the expected issue, or undefined if the change does not apply. */
  readonly apply: () => string | undefined;
}

/** Returns all mutations of a request. Each changes the request in location, so only one can be applied. */
export function mutationsOf(node: SchemaNode, request: unknown, random: Random): Mutation[] {
  return locationsIn(node, request).flatMap((location) => [
    ...valueMutations(location),
    ...requiredMutations(location),
    ...ruleMutations(location, random),
  ]);
}

function valueMutations({ node, holder, key, pointer }: Location): Mutation[] {
  if (holder === undefined) return [];
  const types: readonly string[] = typesOf(node) ?? [];
  // Values are created lazily because some are long.
  const replace = (violates: string, create: () => unknown): Mutation => ({
    violates,
    schema: node.pointer,
    apply: () => {
      holder[key] = create();
      return pointer;
    },
  });
  const exceed = (keyword: string, create: (limit: number) => unknown): Mutation[] => {
    const limit = bound(node, keyword);
    return limit === undefined ? [] : [replace(keyword, () => create(limit))];
  };
  return [
    ...REPLACEMENTS.filter(({ is }) => !is.some((type) => types.includes(type))).map(({ value }) => replace("type", () => value)),
    ...(node.keywords.has("enum") ? [replace("enum", () => "no such value")] : []),
    ...exceed("minimum", (limit) => limit - 1),
    ...exceed("maximum", (limit) => limit + 1),
    ...(bound(node, "minLength") === 0 ? [] : exceed("minLength", (limit) => "a".repeat(limit - 1))),
    ...exceed("maxLength", (limit) => "\u{1f3ac}".repeat(limit + 1)),
    ...exceed("maxItems", (limit) => Array.from({ length: limit + 1 }, () => (key === "layer_config" ? { layer_type: "HUMAN" } : {}))),
  ];
}

const REPLACEMENTS: readonly { is: readonly string[]; value: unknown }[] = [
  { is: ["string"], value: "text" },
  { is: ["integer", "number"], value: 7 },
  { is: ["boolean"], value: true },
  { is: ["array"], value: [[]] },
  { is: ["object"], value: {} },
];

function requiredMutations({ node, value, pointer }: Location): Mutation[] {
  const required = (node.keywords.get("required") as readonly string[] | undefined) ?? [];
  return required.map((name) => ({
    violates: "required",
    schema: `${node.pointer}/properties/${name}`,
    apply: () => {
      delete (value as Obj)[name];
      return `${pointer}/${name}`;
    },
  }));
}

function ruleMutations({ node, value, pointer }: Location, random: Random): Mutation[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
  return errorRulesOf(node).map((id) => ({
    violates: id,
    schema: node.pointer,
    apply: () => {
      const path = ruleCase(id).violate(value as Obj, random);
      return path === undefined ? undefined : `${pointer}${path}`;
    },
  }));
}
