import { isObject } from "../core/json-equal.js";

/** Returns a property of an object, or `undefined` when the value is not an object. */
export function getProperty(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
