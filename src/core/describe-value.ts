import { isObject } from "./json-equal.js";

/** Describes a value for a message: a short plain value is shown, a long or possibly secret one only by its type and length. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `an array of ${value.length} ${value.length === 1 ? "element" : "elements"}`;
  if (isObject(value)) return "an object";
  if (typeof value !== "string") return `a ${typeof value}`;
  return value.length <= 24 && /^[\p{L}\p{N} _.:#%+-]*$/u.test(value) ? `"${value}"` : `a string of ${value.length} characters`;
}
