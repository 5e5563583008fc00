import type { Operation } from "../core/operation.js";
import { ValidationError } from "../errors.js";
import { fillPathTemplate } from "./encode-path.js";

/** The URL and headers that carry the parameters of a call. */
export interface SerializedParameters {
  readonly url: URL;
  readonly headers: Record<string, string>;
}

/**
 * Serializes parameters into the path, the query and the headers. Undefined and null parameters are omitted; an array becomes
 * repeated query keys.
 */
export function serializeParameters(
  baseUrl: string,
  operation: Operation,
  parameters: Readonly<Record<string, unknown>>,
): SerializedParameters {
  const query: string[] = [];
  const headers: Record<string, string> = {};
  for (const { name, in: location } of operation.parameters) {
    const value = parameters[name];
    if (location === "path" || value === undefined || value === null) continue;
    if (location === "header") headers[name] = headerValue(name, String(value));
    else for (const item of Array.isArray(value) ? value : [value]) query.push(`${encode(name)}=${encode(String(item))}`);
  }
  const url = new URL(baseUrl + fillPathTemplate(operation.path, parameters));
  if (query.length > 0) url.search = query.join("&");
  return { url, headers };
}

/** Accepts the printable characters of Latin-1. `fetch` would reject other characters with an unclear message, or send them. */
function headerValue(name: string, value: string): string {
  const at = value.search(/[^\x20-\x7e\xa0-\xff]/);
  if (at < 0) return value;
  const character = JSON.stringify(String.fromCodePoint(value.codePointAt(at) ?? 0));
  const message = `${name} contains ${character}, which is not allowed in a header`;
  throw new ValidationError(`The request was not sent: ${message}.`, {
    issues: [
      {
        code: "pattern",
        path: `/${name}`,
        keyword: "in: header",
        message,
        received: character,
        expected: "printable Latin-1 characters",
        severity: "error",
        source: "RFC 9110, section 5.5",
      },
    ],
  });
}

/** Encodes a query component. A lone surrogate has no encoding and is replaced by U+FFFD instead of failing the call. */
function encode(text: string): string {
  return encodeURIComponent(/\p{Cs}/u.test(text) ? text.replace(/\p{Cs}/gu, "\ufffd") : text);
}
