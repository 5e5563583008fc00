import { parsePointer } from "../core/pointer.js";
import type { Issue } from "../validators.js";
import { type JsonMember, type JsonNode, parseJson } from "./json-ast.js";

/** A fix that was applied to a JSON text. */
export interface AppliedFix {
  /** JSON Pointer. */
  readonly path: string;
  /** ID of the rule, or the issue code. */
  readonly rule: string;
  readonly value: unknown;
}

/** Maximum number of validation rounds: fixing one issue can reveal another. */
const MAX_FIX_ROUNDS = 8;

/** Applies the fixes of all issues until none is left. When two fixes have the same path, the first one is applied. */
export function applyFixes(text: string, validate: (value: unknown) => readonly Issue[]): { text: string; fixed: AppliedFix[] } {
  const fixed: AppliedFix[] = [];
  let current = text;
  for (let round = 0; round < MAX_FIX_ROUNDS; round += 1) {
    const before = current;
    const fixedPaths = new Set<string>();
    for (const { fixes = [], rule, code } of validate(JSON.parse(current))) {
      for (const { path, value } of fixes) {
        if (fixedPaths.has(path)) continue;
        fixedPaths.add(path);
        const next = setJsonValue(current, path, value);
        if (next !== current) fixed.push({ path, rule: rule ?? code, value });
        current = next;
      }
    }
    if (current === before) break;
  }
  return { text: current, fixed };
}

/**
 * Sets the value at a JSON Pointer and leaves the rest of the text unchanged, including key order, indentation and line
 * endings. Missing parent objects are created. If a parent is not an object or the array index is out of range, the text is
 * returned unchanged.
 */
export function setJsonValue(text: string, pointer: string, value: unknown): string {
  let node = parseJson(text);
  const segments = parsePointer(pointer);
  for (const [depth, segment] of segments.entries()) {
    const member = findMember(node, segment);
    if (member === undefined) {
      const nested = segments.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      return insertMember(text, node, segment, nested);
    }
    node = member.value;
  }
  return text.slice(0, node.start) + stringify(value, text, node.start) + text.slice(node.end);
}

/** Finds the last member with this key, like `JSON.parse`. */
function findMember(node: JsonNode, name: string): JsonMember | undefined {
  return node.members?.filter(({ key }) => key === name).at(-1);
}

function insertMember(text: string, parent: JsonNode, name: string, value: unknown): string {
  const { members, isArray } = parent;
  if (members === undefined || (isArray && name !== String(members.length) && name !== "-")) return text;
  const last = members.at(-1);
  const label = isArray ? "" : `${JSON.stringify(name)}${colonStyle(text, last)}`;
  if (last === undefined) {
    const body = `${text[parent.start]}${label}${stringify(value, text, parent.start)}${text[parent.end - 1]}`;
    return text.slice(0, parent.start) + body + text.slice(parent.end);
  }
  // copy the whitespace before the last member
  const whitespace = /\s*$/.exec(text.slice(0, last.start))?.[0] ?? "";
  return `${text.slice(0, last.value.end)},${whitespace}${label}${stringify(value, text, last.start)}${text.slice(last.value.end)}`;
}

/** Returns the colon with the whitespace that the object uses around it. */
function colonStyle(text: string, member: JsonMember | undefined): string {
  if (member === undefined) return ": ";
  return /\s*:\s*$/.exec(text.slice(member.start, member.value.start))?.[0] ?? ": ";
}

/** Formats a value as JSON, with the indentation and line endings of the surrounding text. */
function stringify(value: unknown, text: string, offset: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const indent = /\n([ \t]+)\S/.exec(text)?.[1];
  if (indent === undefined) return JSON.stringify(value);
  const lineIndent = /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, offset))?.[1] ?? "";
  const lineEnding = text.includes("\r\n") ? "\r\n" : "\n";
  return JSON.stringify(value, null, indent).replaceAll("\n", `${lineEnding}${lineIndent}`);
}
