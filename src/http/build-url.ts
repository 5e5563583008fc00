import type { Operation } from "../core/operation.js";
import { ValidationError } from "../errors.js";
import { fillPath } from "./encode-path.js";

/** Where a call goes and what it carries beside the body. */
export interface Address {
  readonly url: URL;
  readonly headers: Record<string, string>;
}

/** Spreads flat parameters over path, query and headers. Absent and null ones are left out; lists become repeated keys. */
export function address(baseUrl: string, operation: Operation, parameters: Readonly<Record<string, unknown>>): Address {
  const query: string[] = [];
  const headers: Record<string, string> = {};
  for (const { name, in: place } of operation.parameters) {
    const value = parameters[name];
    if (place === "path" || value === undefined || value === null) continue;
    if (place === "header") headers[name] = headerValue(name, String(value));
    else for (const item of Array.isArray(value) ? value : [value]) query.push(`${encode(name)}=${encode(String(item))}`);
  }
  const url = new URL(baseUrl + fillPath(operation.path, parameters));
  if (query.length > 0) url.search = query.join("&");
  return { url, headers };
}

/** What a header can carry: printable characters of Latin-1. Anything else, fetch would refuse in words of its own, or worse, send. */
function headerValue(name: string, value: string): string {
  const at = value.search(/[^\x20-\x7e\xa0-\xff]/);
  if (at < 0) return value;
  const found = JSON.stringify(String.fromCodePoint(value.codePointAt(at) ?? 0));
  const message = `${name} holds ${found}, which cannot travel in a header`;
  throw new ValidationError(`${message}; nothing was sent.`, {
    issues: [
      {
        code: "pattern",
        path: `/${name}`,
        keyword: "in: header",
        message,
        received: found,
        expected: "printable characters of Latin-1",
        severity: "error",
        source: "RFC 9110, section 5.5",
      },
    ],
  });
}

/** A lone surrogate has no encoding; it travels as the replacement character instead of failing the call. */
function encode(text: string): string {
  return encodeURIComponent(/\p{Cs}/u.test(text) ? text.replace(/\p{Cs}/gu, "\ufffd") : text);
}
