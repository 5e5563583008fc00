import type { Issue } from "../core/issue.js";
import { ValidationError } from "../errors.js";

/** Puts values into a path template; each must stay one segment. Throws `ValidationError` with a caret under what would not. */
export function fillPath(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => pathSegment(name, values[name]));
}

/** One value as a path segment, encoded. Refuses whatever a URL parser, a proxy or the gateway could read as more than that. */
export function pathSegment(name: string, value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") {
    throw refused(name, value === undefined ? "nothing" : `a ${value === null ? "null" : typeof value}`, "is missing");
  }
  const text = String(value);
  const at = offence(text);
  if (at === undefined) return encodeURIComponent(text);
  const from = Math.max(0, at.index - 40);
  const before = printable(text.slice(from, at.index));
  const shown = before + printable(text.slice(at.index, at.index + 24));
  throw refused(name, JSON.stringify(text.slice(0, 80)), `${at.why}\n  ${shown}\n  ${" ".repeat([...before].length)}^`);
}

/** Decoded once, a segment could turn into a step up, or into two. */
const encodedOffence = /%(?:2e|2f|5c|3f|23|25|0[0-9a-f]|1[0-9a-f]|7f)/i;
const plainOffence = /[/\\?#\p{Cc}\p{Cs}\u2028\u2029]/u;

function offence(text: string): { index: number; why: string } | undefined {
  if (text === "") return { index: 0, why: "is empty" };
  if (text === "." || text === "..") return { index: 0, why: `is "${text}", a step to another path` };
  const plain = plainOffence.exec(text);
  const encoded = encodedOffence.exec(text);
  if (plain !== null && (encoded === null || plain.index < encoded.index)) {
    return { index: plain.index, why: `holds ${JSON.stringify(plain[0])}, which cannot stand in a path segment` };
  }
  return encoded === null
    ? undefined
    : { index: encoded.index, why: `holds "${encoded[0]}", which a server could decode to more than one segment` };
}

/** One column a character, so that the caret stands right. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, "\ufffd");
}

function refused(name: string, found: string, why: string): ValidationError {
  const issue: Issue = {
    code: "pattern",
    path: `/${name}`,
    keyword: "in: path",
    message: `${name} ${why.split("\n")[0]}`,
    received: found,
    expected: "one path segment, as the service gave it",
    severity: "error",
    source: "RFC 3986",
  };
  return new ValidationError(`${name} ${why}`, { issues: [issue], hint: "Pass the id as the service gave it; nothing was sent." });
}
