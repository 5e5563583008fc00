import { isObject } from "../core/json-equal.js";

/** A property of what may be an object; what is none has no properties. */
export function at(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
