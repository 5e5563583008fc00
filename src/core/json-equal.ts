/** An object with unknown properties. */
export type Obj = { readonly [key: string]: unknown };

/** Whether a value is an object in the sense of JSON: neither null nor an array. */
export function isObject(value: unknown): value is Obj {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the property names that JSON serializes: own, enumerable and not `undefined`. */
export function keysOf(object: Obj): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined);
}

/** Whether two JSON values are equal. The order of keys is ignored, `0` equals `-0`, and types are not coerced. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    // by index, because array methods skip holes
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
    return true;
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** Returns the index of the first element that equals an earlier one, or -1. Runs in linear time. */
export function findDuplicateIndex(list: readonly unknown[]): number {
  const scalars = new Set<unknown>();
  const composites = new Set<unknown>();
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const isComposite = typeof item === "object" && item !== null;
    const seen = isComposite ? composites : scalars;
    const key = isComposite ? canonicalJson(item) : item;
    if (seen.has(key)) return i;
    seen.add(key);
  }
  return -1;
}

/** Serializes a JSON value so that equal values, and only those, have the same text. */
function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    let text = "[";
    for (let i = 0; i < value.length; i++) text += `${canonicalJson(value[i])},`;
    return `${text}]`;
  }
  if (isObject(value)) {
    const pairs = keysOf(value).sort();
    return `{${pairs.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join()}}`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  return value === 0 ? "0" : `${typeof value} ${String(value)}`;
}

/** Whether a number is a multiple of another in exact decimal arithmetic: 0.29 is a multiple of 0.01. */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value)) return false;
  const a = parseDecimal(value);
  const b = parseDecimal(divisor);
  const exponent = Math.min(a.exponent, b.exponent);
  return (a.digits * 10n ** BigInt(a.exponent - exponent)) % (b.digits * 10n ** BigInt(b.exponent - exponent)) === 0n;
}

/** Splits a number into its decimal digits and an exponent. */
function parseDecimal(value: number): { digits: bigint; exponent: number } {
  const [mantissa = "0", power = "0"] = String(Math.abs(value)).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

/** Describes a value for a message: a short plain value is shown, a long or possibly secret one only by its type and length. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `an array of ${value.length} ${value.length === 1 ? "element" : "elements"}`;
  if (isObject(value)) return "an object";
  if (typeof value !== "string") return `a ${typeof value}`;
  return value.length <= 24 && /^[\p{L}\p{N} _.:#%+-]*$/u.test(value) ? `"${value}"` : `a string of ${value.length} characters`;
}
