import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HOUSE, isJson, type Json } from "../lib/paths.js";
import { between, pick, type Random, seeded } from "../lib/random.js";
import { ROOT, targetOf } from "./schema.js";

/** How a document is made: how often an optional property is there, how long lists are, how often a value is spoiled. */
interface Plan {
  readonly density: number;
  readonly items: (depth: number) => number;
  readonly faults: number;
}

type Components = ReadonlyMap<string, Json>;

/** The page's example, its undocumented state put right. */
export function example(): unknown {
  const page = JSON.parse(readFileSync(join(HOUSE, "test/golden/page-example.json"), "utf8")) as Json;
  return { ...page, state: "SUCCEED" };
}

/** Every property once or twice: about 5.9 kB. */
export function full(components: Components): unknown {
  return make(components, { density: 1, items: (depth) => (depth === 0 ? 1 : 3), faults: 0 }, 5);
}

/** A script of 298 scenes, every property there: about 1.26 MB. */
export function large(components: Components): unknown {
  return make(components, { density: 1, items: (depth) => (depth === 0 ? 298 : 3), faults: 0 }, 6);
}

/** The large script with about 3,400 faults of every kind in it. */
export function broken(components: Components): unknown {
  return make(components, { density: 0.97, items: (depth) => (depth === 0 ? 298 : 3), faults: 0.117 }, 7);
}

/** Documents of many shapes; one in four has a few faults. */
export function mixed(components: Components, count = 64, seed = 8): unknown[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) =>
    make(
      components,
      { density: 0.2 + 0.8 * random(), items: () => between(0, 3, random), faults: i % 4 === 3 ? 0.03 : 0 },
      seed * 1000 + i,
    ),
  );
}

function make(components: Components, plan: Plan, seed: number): unknown {
  const root = components.get(ROOT);
  if (!root) throw new Error(`the contract has no ${ROOT}`);
  return sample(root, components, plan, seeded(seed), 0);
}

function sample(schema: Json, components: Components, plan: Plan, random: Random, depth: number): unknown {
  const target = targetOf(schema);
  if (target !== undefined) return sample(components.get(target) ?? {}, components, plan, random, depth);
  const alternatives = schema.oneOf;
  if (Array.isArray(alternatives)) return sample(pick(alternatives.filter(isJson), random), components, plan, random, depth);
  if (isJson(schema.properties)) return object(schema, schema.properties, components, plan, random, depth);
  if (isJson(schema.items)) {
    const { items } = schema;
    return Array.from({ length: plan.items(depth) }, () => sample(items, components, plan, random, depth + 1));
  }
  return random() < plan.faults ? faulty(schema, random) : scalar(schema, random);
}

function object(schema: Json, properties: Json, components: Components, plan: Plan, random: Random, depth: number): unknown {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const entries = Object.entries(properties).flatMap(([name, property]): [string, unknown][] => {
    const absent = required.includes(name) ? random() < plan.faults / 4 : random() >= plan.density;
    return absent || !isJson(property) ? [] : [[name, sample(property, components, plan, random, depth)]];
  });
  return Object.fromEntries(entries);
}

function scalar(schema: Json, random: Random): unknown {
  const [least, most] = [Number(schema.minimum ?? -1000), Number(schema.maximum ?? 1000)];
  if (Array.isArray(schema.enum)) return pick(schema.enum, random);
  switch (Array.isArray(schema.type) ? pick(schema.type, random) : schema.type) {
    case "integer":
      return between(least, most, random);
    case "number":
      return Math.round((least + random() * (most - least)) * 1000) / 1000;
    case "boolean":
      return random() < 0.5;
    case "null":
      return null;
    default:
      return text(between(Math.max(6, Number(schema.minLength ?? 0)), Math.min(76, Number(schema.maxLength ?? 76)), random), random);
  }
}

function faulty(schema: Json, random: Random): unknown {
  if (Array.isArray(schema.enum)) return pick(["NEVER_HEARD_OF", 5], random);
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
