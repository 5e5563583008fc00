import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const HOUSE = fileURLToPath(new URL("../..", import.meta.url));

/** Where bundles and made documents are put; below node_modules, so that no tool takes them for sources. */
export const SCRATCH = join(HOUSE, "bench/node_modules/.cache/bench");

/** An object of the contract. */
export type Json = { readonly [key: string]: unknown };

/** The contract as it stands. */
export function readContract(): Json {
  const { parse } = createRequire(import.meta.url)("yaml") as { parse: (text: string) => Json };
  return parse(readFileSync(join(HOUSE, "openapi.yaml"), "utf8"));
}

/** What stands at a path of keys; an empty object where nothing does. */
export function at(value: unknown, ...path: readonly string[]): Json {
  const found = path.reduce<unknown>((outer, key) => (isJson(outer) ? outer[key] : undefined), value);
  return isJson(found) ? found : {};
}

/** What a reference leads to: a component schema, or something within one. */
export function referred(components: Json, reference: string): Json {
  return at(components, ...reference.replace("#/components/schemas/", "").split("/"));
}

/** Whether a value is an object with names. */
export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
