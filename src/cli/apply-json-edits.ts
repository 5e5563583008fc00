import { segmentsOf } from "../core/pointer.js";
import { type JsonMember, type JsonNode, locate } from "./json-ast.js";

/**
 * Puts a value at a place of a JSON text and leaves every other character as it is: order, indentation, line ends. Objects
 * on the way that are not there are added. A place that cannot be had (inside a number, beyond a list) leaves the text alone.
 */
export function setInText(text: string, pointer: string, value: unknown): string {
  let node = locate(text);
  const segments = segmentsOf(pointer);
  for (const [depth, segment] of segments.entries()) {
    const member = memberOf(node, segment);
    if (member === undefined) {
      const rest = segments.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      return insert(text, node, segment, rest);
    }
    node = member.value;
  }
  return text.slice(0, node.start) + written(value, text, node.start) + text.slice(node.end);
}

/** The last of that name, as `JSON.parse` has it. */
function memberOf(node: JsonNode, name: string): JsonMember | undefined {
  return node.members?.filter(({ key }) => key === name).at(-1);
}

function insert(text: string, holder: JsonNode, name: string, value: unknown): string {
  const { members, list } = holder;
  if (members === undefined || (list && name !== String(members.length) && name !== "-")) return text;
  const last = members.at(-1);
  const label = list ? "" : `${JSON.stringify(name)}${colonOf(text, last)}`;
  if (last === undefined) {
    const body = `${text[holder.start]}${label}${written(value, text, holder.start)}${text[holder.end - 1]}`;
    return text.slice(0, holder.start) + body + text.slice(holder.end);
  }
  // what stands before the last member stands before the new one as well
  const before = /\s*$/.exec(text.slice(0, last.start))?.[0] ?? "";
  return `${text.slice(0, last.value.end)},${before}${label}${written(value, text, last.start)}${text.slice(last.value.end)}`;
}

/** The colon as this object writes it. */
function colonOf(text: string, member: JsonMember | undefined): string {
  if (member === undefined) return ": ";
  return /\s*:\s*$/.exec(text.slice(member.start, member.value.start))?.[0] ?? ": ";
}

/** A value as text; an object or a list is indented as the text around it is. */
function written(value: unknown, text: string, at: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const unit = /\n([ \t]+)\S/.exec(text)?.[1];
  if (unit === undefined) return JSON.stringify(value);
  const margin = /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, at))?.[1] ?? "";
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  return JSON.stringify(value, null, unit).replaceAll("\n", `${end}${margin}`);
}
