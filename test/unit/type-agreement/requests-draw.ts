import type { SchemaNode } from "../../../scripts/codegen/model/schema.js";
import { typesOf } from "../../../scripts/codegen/model/schema-children.js";
import type { Dice } from "./instances.js";
import { type Obj, rules } from "./requests-rules.js";

/** A value inside a request, and where it stands. */
export interface Place {
  readonly pointer: string;
  readonly node: SchemaNode;
  readonly value: unknown;
  /** The object or list that holds it; undefined for the request itself. */
  readonly holder: Obj | undefined;
  readonly key: string;
}

/**
 * A value that the contract accepts, rules and all. It is right by construction: no validator is asked, since they are what is
 * tested. Bounds are met exactly one time in four, and properties are there two times in three.
 */
export function drawn(node: SchemaNode, dice: Dice, depth = 0): unknown {
  if (node.target) return drawn(node.target, dice, depth);
  const values = node.keywords.get("enum") as readonly unknown[] | undefined;
  if (values) return dice.pick(values);
  switch (dice.pick(typesOf(node) ?? [])) {
    case "string":
      return text(node, dice);
    case "integer":
      return between(node, dice, 1);
    case "number":
      return between(node, dice, 2);
    case "boolean":
      return dice.roll(2) === 0;
    case "array":
      return Array.from({ length: dice.roll(depth > 2 ? 3 : 4) }, () => drawn(node.child("items"), dice, depth + 1));
    case "object":
      return object(node, dice, depth);
    default:
      throw new Error(`${node.pointer}: no value is drawn for this type`);
  }
}

/** Every property and element inside a value, the value first. */
export function placesOf(node: SchemaNode, value: unknown, pointer = "", holder?: Obj, key = ""): Place[] {
  if (node.target) return placesOf(node.target, value, pointer, holder, key);
  const own: Place = { pointer, node, value, holder, key };
  if (typeof value !== "object" || value === null) return [own];
  const below = Object.entries(value).flatMap(([name, item]) => {
    const child = Array.isArray(value) ? node.child("items") : node.child("properties", name);
    return placesOf(child, item, `${pointer}/${name}`, value as Obj, name);
  });
  return [own, ...below];
}

/** Ids of the rules of a schema that make a request wrong, those it shares with others too. */
export function errorRulesOf(node: SchemaNode): readonly string[] {
  if (node.target) return errorRulesOf(node.target);
  const own = (node.keywords.get("x-validations") ?? []) as readonly { id: string; severity: string }[];
  const shared = ((node.keywords.get("allOf") ?? []) as readonly unknown[]).flatMap((_, i) => errorRulesOf(node.child("allOf", i)));
  return [...own.filter(({ severity }) => severity === "error").map(({ id }) => id), ...shared];
}

/** A number that a schema gives, or another. */
export function bound(node: SchemaNode, name: string): number | undefined {
  return node.keywords.get(name) as number | undefined;
}

function object(node: SchemaNode, dice: Dice, depth: number): Obj {
  const required = (node.keywords.get("required") as readonly string[] | undefined) ?? [];
  const names = Object.keys((node.keywords.get("properties") as object | undefined) ?? {});
  const present = names.filter((name) => required.includes(name) || dice.roll(3) > 0);
  const value: Obj = Object.fromEntries(present.map((name) => [name, drawn(node.child("properties", name), dice, depth + 1)]));
  for (const id of errorRulesOf(node)) ruleOf(id).settle(value, dice);
  return value;
}

/** What the tests know of a rule. A rule that is new in the contract has to be taught to them, and says so. */
export function ruleOf(id: string) {
  const known = rules[id];
  if (known === undefined)
    throw new Error(
      `the rule ${id} of the contract is not in test/unit/type-agreement/requests-rules.ts; say there how a request is settled and how it is broken`,
    );
  return known;
}

const LETTERS = [..."abcXYZ019 _-.,:;é數字人\u{1f3ac}"];

function text(node: SchemaNode, dice: Dice): string {
  if (node.keywords.has("pattern")) throw new Error(`${node.pointer}: no text is drawn for a pattern`);
  const least = bound(node, "minLength") ?? 0;
  const most = bound(node, "maxLength") ?? 40;
  if (node.keywords.get("contentEncoding") === "base64") return Buffer.from(letters(dice.roll(20), dice)).toString("base64");
  return letters(atABound(dice) && most <= 2048 ? dice.pick([least, most]) : least + dice.roll(Math.min(most - least, 40) + 1), dice);
}

function letters(length: number, dice: Dice): string {
  return Array.from({ length }, () => dice.pick(LETTERS)).join("");
}

/** A number between the bounds, in steps of a whole or a half. */
function between(node: SchemaNode, dice: Dice, parts: number): number {
  const least = bound(node, "minimum") ?? -1000;
  const most = bound(node, "maximum") ?? 1000;
  return atABound(dice) ? dice.pick([least, most]) : least + dice.roll((most - least) * parts + 1) / parts;
}

const atABound = (dice: Dice): boolean => dice.roll(4) === 0;
