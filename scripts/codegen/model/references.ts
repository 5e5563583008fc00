import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment, segmentsOf } from "../../../src/core/pointer.js";
import { nearest } from "../../../src/core/strings.js";

/** Takes note of a fault at a JSON Pointer of the document. */
export interface FaultList {
  fault(pointer: string, message: string, fix: string): void;
}

/** Notes every `$ref` that leads nowhere or out of the document, wherever it stands: schemas, parameters, answers, examples. */
export function noteDanglingReferences(root: unknown, reader: FaultList): void {
  const visit = (value: unknown, pointer: string, named: boolean): void => {
    if (Array.isArray(value)) value.forEach((item, i) => visit(item, `${pointer}/${i}`, false));
    if (!isObject(value)) return;
    if (typeof value.$ref === "string") noteReference(root, value.$ref, `${pointer}/$ref`, reader);
    for (const [key, item] of Object.entries(value)) {
      if (named || !DATA.has(key)) visit(item, `${pointer}/${escapeSegment(key)}`, !named && BY_NAME.has(key));
    }
  };
  visit(root, "", false);
}

/** The value at a pointer, or the symbol `NOTHING`: `undefined` and `null` may stand in a document. */
export function lookUp(root: unknown, pointer: string): unknown {
  let value = root;
  for (const segment of segmentsOf(pointer)) {
    const inside = Array.isArray(value)
      ? /^(0|[1-9]\d*)$/.test(segment) && Number(segment) < value.length
      : isObject(value) && Object.hasOwn(value, segment);
    if (!inside) return NOTHING;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

export const NOTHING = Symbol("nothing");

/** The JSON Pointer that a local reference means; undefined for anchors and faulty escapes. */
export function pointerOf(reference: string): string | undefined {
  const fragment = reference.slice(1);
  if (!reference.startsWith("#") || (fragment !== "" && !fragment.startsWith("/"))) return undefined;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** Below these keywords stands data, in which `$ref` is a property like any other. */
const DATA = new Set(["value", "example", "default", "const", "enum"]);

/** Below these keywords stand names, which may be spelled like a keyword. */
const BY_NAME = new Set([
  "properties",
  "patternProperties",
  "dependentSchemas",
  "$defs",
  "schemas",
  "parameters",
  "responses",
  "headers",
  "examples",
]);

/** Notes a reference that leads nowhere. */
export function noteReference(root: unknown, reference: string, at: string, reader: FaultList): void {
  if (!reference.startsWith("#")) {
    reader.fault(at, `$ref leads out of this document: ${reference}`, "copy what it refers to into components and refer to it there");
    return;
  }
  const pointer = pointerOf(reference);
  if (pointer !== undefined && lookUp(root, pointer) !== NOTHING) return;
  const meant = nearest(reference, siblingsOf(root, reference));
  reader.fault(at, `$ref leads nowhere: ${reference}`, meant ? `write ${meant}` : "refer to a place that exists");
}

function siblingsOf(root: unknown, reference: string): string[] {
  const parent = reference.slice(0, Math.max(1, reference.lastIndexOf("/")));
  const value = lookUp(root, pointerOf(parent) ?? "");
  return isObject(value) ? Object.keys(value).map((key) => `${parent}/${escapeSegment(key)}`) : [];
}
