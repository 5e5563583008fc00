import { typesOf } from "../../../scripts/codegen/keywords/type.js";
import type { SchemaNode } from "../../../scripts/codegen/model/schema.js";
import { propertiesOf } from "../../../scripts/codegen/model/schema-children.js";

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
