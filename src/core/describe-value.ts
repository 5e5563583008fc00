import { isObject } from "./json-equal.js";

/** What a value is, for a message: short plain values as they are, everything long or possibly secret only by its kind. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isObject(value)) return "an object";
  if (typeof value !== "string") return `a ${typeof value}`;
  return value.length <= 24 && /^[\p{L}\p{N} _.:#%+-]*$/u.test(value) ? `"${value}"` : `a string of ${value.length} characters`;
}
