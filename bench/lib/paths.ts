import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository root. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Folder for bundles and generated documents; inside node_modules, so that tools do not treat them as sources. */
export const SCRATCH = join(ROOT, "bench/node_modules/.cache/bench");

/** A JSON object. */
export type Json = { readonly [key: string]: unknown };

/** Reads the contract. */
export function readContract(): Json {
  const { parse } = createRequire(import.meta.url)("yaml") as { parse: (text: string) => Json };
  return parse(readFileSync(join(ROOT, "openapi.yaml"), "utf8"));
}

/** Returns the object at a path of keys, or an empty object. */
export function getObject(value: unknown, ...path: readonly string[]): Json {
  const result = path.reduce<unknown>((outer, key) => (isJsonObject(outer) ? outer[key] : undefined), value);
  return isJsonObject(result) ? result : {};
}

/** Resolves a reference to a component schema or to a part of one. */
export function resolveReference(components: Json, reference: string): Json {
  return getObject(components, ...reference.replace("#/components/schemas/", "").split("/"));
}

/** Returns whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
