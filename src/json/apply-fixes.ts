import { parsePointer } from "../core/pointer.js";
import type { Issue } from "../validators.js";
import { findMember, type JsonMember, type JsonNode, membersOf, parseJson } from "./json-text.js";

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
  return splice(text, node.offset, node.offset + node.length, stringify(value, text, node.offset));
}

function insertMember(text: string, parent: JsonNode, name: string, value: unknown): string {
  const { type, offset, length } = parent;
  const members = membersOf(parent);
  if (type === "array" ? name !== String(members.length) && name !== "-" : type !== "object") return text;
  const last = members.at(-1);
  const content = `${type === "array" ? "" : `${JSON.stringify(name)}${colonStyle(text, last)}`}${stringify(value, text, last?.node.offset ?? offset)}`;
  if (last === undefined) return splice(text, offset + 1, offset + length - 1, content);
  // copy the whitespace before the last member
  const whitespace = /\s*$/.exec(text.slice(0, last.node.offset))?.[0] ?? "";
  const end = last.node.offset + last.node.length;
  return splice(text, end, end, `,${whitespace}${content}`);
}

const splice = (text: string, start: number, end: number, content: string): string => text.slice(0, start) + content + text.slice(end);

/** Returns the colon with the whitespace that the object uses around it. */
function colonStyle(text: string, member: JsonMember | undefined): string {
  return (member && /\s*:\s*$/.exec(text.slice(member.node.offset, member.value.offset))?.[0]) ?? ": ";
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
