import type { SchemaNode } from "../../../scripts/codegen/model/schema.js";
import { typesOf } from "../../../scripts/codegen/model/schema-children.js";

/** Draws from a fixed sequence: the same seed gives the same instances on every machine. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** 0 ≤ x < below, whole. */
  roll(below: number): number {
    // a linear congruential generator of 32 bits, of which the upper bits are used
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * below);
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.roll(list.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }
}

/** A value that a schema of the contract accepts; optional properties are there two times in five, and rarer further down. */
export function accepted(node: SchemaNode, dice: Dice, depth = 0): unknown {
  if (node.target) return accepted(node.target, dice, depth);
  if (node.keywords.has("oneOf"))
    return accepted(node.child("oneOf", dice.roll((node.keywords.get("oneOf") as unknown[]).length)), dice, depth);
  const values = node.keywords.get("enum") as readonly unknown[] | undefined;
  if (values) return dice.pick(values);
  const bound = (name: string, otherwise: number): number => (node.keywords.get(name) as number | undefined) ?? otherwise;
  switch (dice.pick(typesOf(node) ?? [])) {
    case "string":
      return "a".repeat(Math.max(bound("minLength", 0), dice.roll(Math.min(bound("maxLength", 9), 9))));
    case "integer":
      return bound("minimum", 0) + dice.roll(bound("maximum", 9) - bound("minimum", 0));
    case "number":
      return bound("minimum", 0) + dice.roll(bound("maximum", 9) - bound("minimum", 0)) / 2;
    case "boolean":
      return dice.roll(2) === 0;
    case "null":
      return null;
    case "array":
      return Array.from({ length: dice.roll(depth > 1 ? 2 : 3) }, () => accepted(node.child("items"), dice, depth + 1));
    default:
      return acceptedObject(node, dice, depth);
  }
}

/** An object of the schema in which one property, anywhere, has a type that no schema there allows; undefined if it has none. */
export function wronglyTyped(node: SchemaNode, dice: Dice): unknown {
  const value = structuredClone(accepted(node, dice));
  const places = slotsOf(node, value);
  if (places.length === 0) return undefined;
  const { holder, key, types } = dice.pick(places);
  holder[key] = dice.pick(CANDIDATES.filter(({ is }) => !is.some((type) => types.includes(type)))).value;
  return value;
}

const CANDIDATES: readonly { is: readonly string[]; value: unknown }[] = [
  { is: ["string"], value: "a text that no enum lists" },
  { is: ["integer", "number"], value: 7 },
  { is: ["boolean"], value: true },
  { is: ["null"], value: null },
  { is: ["array"], value: [[]] },
];

function acceptedObject(node: SchemaNode, dice: Dice, depth: number): Record<string, unknown> {
  const required = (node.keywords.get("required") as readonly string[] | undefined) ?? [];
  const names = Object.keys((node.keywords.get("properties") as object | undefined) ?? {});
  const present = names.filter((name) => required.includes(name) || dice.roll(5 + depth * 2) < 2);
  return Object.fromEntries(present.map((name) => [name, accepted(node.child("properties", name), dice, depth + 1)]));
}

interface Slot {
  readonly holder: Record<string | number, unknown>;
  readonly key: string | number;
  readonly types: readonly string[];
}

/** Every property and element inside a value, with the types that the contract allows there. */
function slotsOf(node: SchemaNode, value: unknown): Slot[] {
  if (node.target) return slotsOf(node.target, value);
  if (typeof value !== "object" || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value);
  return keys.flatMap((key) => {
    const child = Array.isArray(value) ? node.child("items") : node.child("properties", key);
    const holder = value as Record<string | number, unknown>;
    return [{ holder, key, types: allowed(child) }, ...slotsOf(withoutNull(child), holder[key])];
  });
}

/** The one schema that an object has beside null. */
function withoutNull(node: SchemaNode): SchemaNode {
  if (node.target) return withoutNull(node.target);
  return node.keywords.has("oneOf") ? node.child("oneOf", 0) : node;
}

function allowed(node: SchemaNode): readonly string[] {
  if (node.target) return allowed(node.target);
  if (node.keywords.has("oneOf")) return (node.keywords.get("oneOf") as unknown[]).flatMap((_, i) => allowed(node.child("oneOf", i)));
  return typesOf(node) ?? [];
}
