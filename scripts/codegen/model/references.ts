import { isObject } from "../../../src/core/json-equal.js";
import { escapeSegment, parsePointer } from "../../../src/core/pointer.js";
import { findClosestName } from "../../../src/core/strings.js";

/** Collects diagnostics by JSON Pointer. */
export interface DiagnosticReporter {
  report(pointer: string, message: string, fix: string): void;
}

/** Returns the target of a reference within the document. Reports a reference that is invalid, unresolvable or external. */
export function resolveReference(
  root: unknown,
  reference: unknown,
  at: string,
  reader: DiagnosticReporter,
): { pointer: string; value: unknown } | undefined {
  if (typeof reference !== "string") reader.report(at, "$ref must be a string", "write a value such as '#/components/schemas/Name'");
  else if (!reference.startsWith("#"))
    reader.report(at, `$ref to another document: ${reference}`, "copy the target into components and reference it there");
  else {
    const pointer = parseLocalReference(reference);
    const value = pointer === undefined ? NOT_FOUND : resolvePointer(root, pointer);
    if (pointer !== undefined && value !== NOT_FOUND) return { pointer, value };
    const suggestion = findClosestName(reference, siblingsOf(root, reference));
    reader.report(at, `unresolved $ref ${reference}`, suggestion ? `write ${suggestion}` : "reference an existing component");
  }
  return undefined;
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

/** Follows local references and returns the final pointer. Returns the pointer of the first reference that cannot be followed. */
export function followReferences(root: unknown, pointer: string): string {
  const seen = new Set<string>();
  let at = pointer;
  for (;;) {
    const value = resolvePointer(root, at);
    const next = isObject(value) && typeof value.$ref === "string" ? parseLocalReference(value.$ref) : undefined;
    if (next === undefined || seen.has(next)) return at;
    seen.add(next);
    at = next;
  }
}

/** Returns the JSON Pointer of a local reference in canonical form, or undefined for anchors and invalid escapes. */
function parseLocalReference(reference: string): string | undefined {
  const fragment = reference.slice(1);
  if (!reference.startsWith("#") || (fragment !== "" && !fragment.startsWith("/"))) return undefined;
  try {
    return parsePointer(decodeURIComponent(fragment))
      .map((segment) => `/${escapeSegment(segment)}`)
      .join("");
  } catch {
    return undefined;
  }
}

function siblingsOf(root: unknown, reference: string): string[] {
  const parent = reference.slice(0, Math.max(1, reference.lastIndexOf("/")));
  const value = resolvePointer(root, parseLocalReference(parent) ?? "");
  return isObject(value) ? Object.keys(value).map((key) => `${parent}/${escapeSegment(key)}`) : [];
}
