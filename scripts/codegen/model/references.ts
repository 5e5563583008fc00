import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment, parsePointer } from "../../../src/core/pointer.js";
import { findClosestName } from "../../../src/core/strings.js";
import { KEYWORDS } from "../keywords/index.js";

/** Collects diagnostics by JSON Pointer. */
export interface DiagnosticReporter {
  report(pointer: string, message: string, fix: string): void;
}

/** Reports every `$ref` in the document that is unresolvable or external, including parameters, responses and examples. */
export function reportDanglingReferences(root: unknown, reader: DiagnosticReporter): void {
  const visit = (value: unknown, pointer: string, named: boolean): void => {
    if (Array.isArray(value)) value.forEach((item, i) => visit(item, `${pointer}/${i}`, false));
    if (!isObject(value)) return;
    if (typeof value.$ref === "string") checkReference(root, value.$ref, `${pointer}/$ref`, reader);
    for (const [key, item] of Object.entries(value)) {
      if (named || !DATA_KEYWORDS.has(key)) visit(item, `${pointer}/${escapeSegment(key)}`, !named && isNameMap(key));
    }
  };
  visit(root, "", false);
}

/** Returns the value at a pointer, or `NOT_FOUND`, because null is a valid value. */
export function resolvePointer(root: unknown, pointer: string): unknown {
  let value = root;
  for (const segment of parsePointer(pointer)) {
    const exists = Array.isArray(value)
      ? /^(0|[1-9]\d*)$/.test(segment) && Number(segment) < value.length
      : isObject(value) && Object.hasOwn(value, segment);
    if (!exists) return NOT_FOUND;
    value = (value as Record<string, unknown>)[segment];
  }
  return value;
}

export const NOT_FOUND = Symbol("not found");

/** Returns the JSON Pointer of a local reference, or undefined for anchors and invalid escapes. */
export function parseLocalReference(reference: string): string | undefined {
  const fragment = reference.slice(1);
  if (!reference.startsWith("#") || (fragment !== "" && !fragment.startsWith("/"))) return undefined;
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** Keywords whose values are data, where `$ref` is an ordinary property. */
const DATA_KEYWORDS = new Set(["value", "example", "default", "const", "enum"]);

/** Returns true if the values of a keyword are keyed by name. A name can be spelled like a keyword. */
function isNameMap(key: string): boolean {
  return NAME_MAPS.has(key) || KEYWORDS.get(key)?.valueType.startsWith("schemas-by-") === true;
}

/** Objects of OpenAPI that are keyed by name. */
const NAME_MAPS = new Set(["schemas", "parameters", "responses", "headers", "examples"]);

/** Reports a reference that is unresolvable or external. */
export function checkReference(root: unknown, reference: string, at: string, reader: DiagnosticReporter): void {
  if (!reference.startsWith("#")) {
    reader.report(at, `$ref to another document: ${reference}`, "copy the target into components and reference it there");
    return;
  }
  const pointer = parseLocalReference(reference);
  if (pointer !== undefined && resolvePointer(root, pointer) !== NOT_FOUND) return;
  const suggestion = findClosestName(reference, siblingsOf(root, reference));
  reader.report(at, `unresolved $ref ${reference}`, suggestion ? `write ${suggestion}` : "reference an existing component");
}

function siblingsOf(root: unknown, reference: string): string[] {
  const parent = reference.slice(0, Math.max(1, reference.lastIndexOf("/")));
  const value = resolvePointer(root, parseLocalReference(parent) ?? "");
  return isObject(value) ? Object.keys(value).map((key) => `${parent}/${escapeSegment(key)}`) : [];
}
