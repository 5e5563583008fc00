/** An object as a validator sees it: any property may be there, of any type. */
export type Obj = { readonly [key: string]: unknown };

/** Whether a value is what JSON calls an object: neither null nor an array. */
export function isObject(value: unknown): value is Obj {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names of the properties that JSON would carry: own, enumerable and not `undefined`. */
export function keysOf(object: Obj): string[] {
  return Object.keys(object).filter((key) => object[key] !== undefined);
}

/** Equality of JSON values: objects regardless of key order, numbers by value (`0` equals `-0`), no coercion. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    // By index: array methods pass over holes.
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
    return true;
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** Index of the first element that equals an earlier one, or -1. Linear in the size of the list. */
export function firstRepeated(list: readonly unknown[]): number {
  const scalars = new Set<unknown>();
  const composites = new Set<unknown>();
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    const composite = typeof item === "object" && item !== null;
    const seen = composite ? composites : scalars;
    const key = composite ? canonical(item) : item;
    if (seen.has(key)) return i;
    seen.add(key);
  }
  return -1;
}

/** Text that two JSON values share exactly when they are equal. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    let text = "[";
    for (let i = 0; i < value.length; i++) text += `${canonical(value[i])},`;
    return `${text}]`;
  }
  if (isObject(value)) {
    const pairs = keysOf(value).sort();
    return `{${pairs.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  return value === 0 ? "0" : `${typeof value} ${String(value)}`;
}

/** Whether a number is a multiple of another, exactly as both are written in decimal: 0.29 is a multiple of 0.01. */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value % divisor === 0;
  if (!Number.isFinite(value)) return false;
  const a = decimal(value);
  const b = decimal(divisor);
  const exponent = Math.min(a.exponent, b.exponent);
  return (a.digits * 10n ** BigInt(a.exponent - exponent)) % (b.digits * 10n ** BigInt(b.exponent - exponent)) === 0n;
}

function decimal(value: number): { digits: bigint; exponent: number } {
  const [mantissa = "0", power = "0"] = String(Math.abs(value)).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}
