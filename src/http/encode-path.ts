import { createInvalidRequestError, type ValidationError } from "../errors.js";

/**
 * Replaces the parameters of a path template. Throws `ValidationError` if a value is not a single path segment; `redact` is applied to
 * its messages, because a value can be a secret that was passed by mistake.
 */
export function fillPathTemplate(template: string, values: Readonly<Record<string, unknown>>, redact = identity): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = values[name];
    return (Array.isArray(value) && value.length > 0 ? value : [value]).map((each) => encodePathSegment(name, each, redact)).join(",");
  });
}

/**
 * Encodes a value as one path segment. Rejects every value that a URL parser, a proxy or the gateway could read as more than one
 * segment.
 */
export function encodePathSegment(name: string, value: unknown, redact = identity): string {
  if (typeof value !== "string" && typeof value !== "number") {
    const received = value === undefined || value === null ? String(value) : `a value of type ${typeof value}`;
    throw rejectPathValue(name, received, value === undefined || value === null ? "is missing" : "must be a string or a number");
  }
  const text = String(value);
  if (UNRESERVED_SEGMENT.test(text)) return text;
  const forbidden = findForbidden(text);
  if (forbidden === undefined) return encodeURIComponent(text);
  if (redact(text) !== text) throw rejectPathValue(name, redact(text), `${forbidden.reason.split(",")[0]}`);
  const from = Math.max(0, forbidden.index - 40);
  const before = printable(text.slice(from, forbidden.index));
  const excerpt = before + printable(text.slice(forbidden.index, forbidden.index + 24));
  const caret = `${" ".repeat([...before].length)}^`;
  throw rejectPathValue(name, JSON.stringify(text.slice(0, 80)), `${forbidden.reason}\n  ${excerpt}\n  ${caret}`);
}

/** A segment that needs neither encoding nor a closer look. */
const UNRESERVED_SEGMENT = /^[\w-]+$/;

const identity = (text: string): string => text;

/** Percent-encoded characters that a server could decode to `..` or to a delimiter. */
const FORBIDDEN_ENCODED = /%(?:2e|2f|5c|3f|23|25|0[0-9a-f]|1[0-9a-f]|7f)/i;
const FORBIDDEN_CHARACTER = /[/\\?#\p{Cc}\p{Cs}\u2028\u2029]/u;

function findForbidden(text: string): { index: number; reason: string } | undefined {
  if (text === "") return { index: 0, reason: "is empty" };
  if (text === "." || text === "..") return { index: 0, reason: `is "${text}", which refers to another path` };
  const character = FORBIDDEN_CHARACTER.exec(text);
  const encoded = FORBIDDEN_ENCODED.exec(text);
  if (character !== null && (encoded === null || character.index < encoded.index)) {
    return { index: character.index, reason: `contains ${JSON.stringify(character[0])}, which is not allowed in a path segment` };
  }
  return encoded === null
    ? undefined
    : { index: encoded.index, reason: `contains "${encoded[0]}", which a server could decode to more than one segment` };
}

/** Replaces every control character by one column, so that the caret is aligned. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, "\ufffd");
}

function rejectPathValue(name: string, received: string, reason: string): ValidationError {
  return createInvalidRequestError(
    `${name} ${reason}`,
    {
      code: "pattern",
      path: `/${name}`,
      keyword: "in: path",
      message: `${name} ${reason.split("\n")[0]}`,
      received,
      expected: "one path segment",
      source: "RFC 3986",
    },
    "Pass the ID exactly as the service returned it. The request was not sent.",
  );
}
