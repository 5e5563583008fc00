import { type Code, code, literal, member } from "./code.js";

/** A read of one property. Names that every object inherits are read only where they are the object's own. */
export function load(object: Code, name: string): Code {
  return INHERITED.has(name)
    ? code`(Object.hasOwn(${object}, ${literal(name)}) ? ${member(object, name)} : undefined)`
    : member(object, name);
}

const INHERITED = new Set(Object.getOwnPropertyNames(Object.prototype));
