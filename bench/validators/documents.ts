import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, pick, type Random, randomInteger } from "../lib/measure.js";
import { isJsonObject, type Json, ROOT } from "../lib/paths.js";
import { ROOT_COMPONENT, targetOf } from "./schema.js";

/** Parameters of a random document: probability of optional properties, array lengths, probability of invalid values. */
interface Plan {
  readonly density: number;
  readonly items: (depth: number) => number;
  readonly invalidRate: number;
}

type Components = ReadonlyMap<string, Json>;

/** The example of the API documentation, with its undocumented state corrected. */
export function example(): unknown {
  const page = JSON.parse(readFileSync(join(ROOT, "test/golden/page-example.json"), "utf8")) as Json;
  return { ...page, state: "SUCCEED" };
}

/** A document with every property: about 5.9 kB. */
export function full(components: Components): unknown {
  return createDocument(components, { density: 1, items: (depth) => (depth === 0 ? 1 : 3), invalidRate: 0 }, 5);
}

/** A document with 298 scenes and every property: about 1.26 MB. */
export function large(components: Components): unknown {
  return createDocument(components, { density: 1, items: (depth) => (depth === 0 ? 298 : 3), invalidRate: 0 }, 6);
}

/** The large document with about 3,500 issues of every kind. */
export function invalid(components: Components): unknown {
  return createDocument(components, { density: 0.97, items: (depth) => (depth === 0 ? 298 : 3), invalidRate: 0.117 }, 7);
}

/** Documents of different shapes; one in four has a few issues. */
export function mixed(components: Components, count = 64, seed = 8): unknown[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) =>
    createDocument(
      components,
      { density: 0.2 + 0.8 * random(), items: () => randomInteger(0, 3, random), invalidRate: i % 4 === 3 ? 0.03 : 0 },
      seed * 1000 + i,
    ),
  );
}

function createDocument(components: Components, plan: Plan, seed: number): unknown {
  const root = components.get(ROOT_COMPONENT);
  if (!root) throw new Error(`the contract has no ${ROOT_COMPONENT}`);
  return sample(root, components, plan, createRandom(seed), 0);
}

function sample(schema: Json, components: Components, plan: Plan, random: Random, depth: number): unknown {
  const target = targetOf(schema);
  if (target !== undefined) return sample(components.get(target) ?? {}, components, plan, random, depth);
  const alternatives = schema.oneOf;
  if (Array.isArray(alternatives)) return sample(pick(alternatives.filter(isJsonObject), random), components, plan, random, depth);
  if (isJsonObject(schema.properties)) return object(schema, schema.properties, components, plan, random, depth);
  if (isJsonObject(schema.items)) {
    const { items } = schema;
    return Array.from({ length: plan.items(depth) }, () => sample(items, components, plan, random, depth + 1));
  }
  return random() < plan.invalidRate ? invalidValue(schema, random) : scalar(schema, random);
}

function object(schema: Json, properties: Json, components: Components, plan: Plan, random: Random, depth: number): unknown {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
    const absent = required.includes(name) ? random() < plan.invalidRate / 4 : random() >= plan.density;
    return absent || !isJsonObject(property) ? [] : [[name, sample(property, components, plan, random, depth)]];
  });
  return Object.fromEntries(entries);
}

function scalar(schema: Json, random: Random): unknown {
  const [min, max] = [Number(schema.minimum ?? -1000), Number(schema.maximum ?? 1000)];
  if (Array.isArray(schema.enum)) return pick(schema.enum, random);
  switch (Array.isArray(schema.type) ? pick(schema.type, random) : schema.type) {
    case "integer":
      return randomInteger(min, max, random);
    case "number":
      return Math.round((min + random() * (max - min)) * 1000) / 1000;
    case "boolean":
      return random() < 0.5;
    case "null":
      return null;
    default:
      return text(randomInteger(Math.max(6, Number(schema.minLength ?? 0)), Math.min(76, Number(schema.maxLength ?? 76)), random), random);
  }
}

function invalidValue(schema: Json, random: Random): unknown {
  if (Array.isArray(schema.enum)) return pick(["UNKNOWN_VALUE", 5], random);
  if (schema.type === "boolean") return "true";
  if (schema.type === "integer") return pick([Number(schema.minimum ?? 0) - 1, Number(schema.maximum ?? 0) + 1, 20.5, "20"], random);
  if (schema.type === "number") return pick([Number(schema.minimum ?? 0) - 0.5, Number(schema.maximum ?? 0) + 1, "1.5"], random);
  if (schema.type !== "string") return true;
  return typeof schema.maxLength === "number" && schema.maxLength < 500 && random() < 0.6 ? text(schema.maxLength + 1, random) : 12;
}

function text(length: number, random: Random): string {
  return Array.from({ length }, () => pick(LETTERS, random)).join("");
}

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
