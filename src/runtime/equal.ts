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
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]));
}

/** Index of the first element that equals an earlier one, or -1. Linear for scalars. */
export function firstRepeated(list: readonly unknown[]): number {
  const scalars = new Set<unknown>();
  const composites: unknown[] = [];
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (typeof item === "object" && item !== null) {
      if (composites.some((other) => equal(other, item))) return i;
      composites.push(item);
    } else if (scalars.has(item)) return i;
    else scalars.add(item);
  }
  return -1;
}

/** Whether a number is a multiple of another, exactly as both are written in decimal: 0.29 is a multiple of 0.01. */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isInteger(value) && Number.isInteger(divisor)) return value % divisor === 0;
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
