import { isObject } from "../../../src/core/json-equal.js";

/** Parses a JSON text in a fraction of the time of the YAML parser. Returns undefined for other texts, and if a key may be duplicate. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    // Duplicate keys are lost in the value. Strings that contain `":` count as well, which is rare.
    return (text.match(/"\s*:/g)?.length ?? 0) === countKeys(value) ? { value } : undefined;
  } catch {
    return undefined;
  }
}

function countKeys(value: unknown): number {
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  let count = isObject(value) ? items.length : 0;
  for (const item of items) if (typeof item === "object" && item !== null) count += countKeys(item);
  return count;
}
