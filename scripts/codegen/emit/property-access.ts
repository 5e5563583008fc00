import { type Code, code, literal, member } from "./code.js";

/** Emits a property read. Names inherited from `Object.prototype` are read only as own properties. */
export function readProperty(object: Code, name: string): Code {
  return INHERITED.has(name)
    ? code`(Object.hasOwn(${object}, ${literal(name)}) ? ${member(object, name)} : undefined)`
    : member(object, name);
}

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));
