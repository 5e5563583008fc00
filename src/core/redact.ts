import { isObject } from "./json-equal.js";

/** Removes secrets from text before it is logged or thrown: credentials, request secrets and the signed parts of URLs. */
export interface Redactor {
  /**
   * Registers a secret, which is replaced by `***` from then on. Credentials and request secrets are stored separately, so that
   * request secrets cannot evict credentials.
   */
  add(secret: string | undefined, source?: "credentials" | "request"): void;
  /** Returns the text without secrets. */
  redact(text: string): string;
}

/** Number of secrets kept per source. Responses can still contain an expired token; many requests can be pending at once. */
const MAX_REMEMBERED = { credentials: 16, request: 512 };

/** Redacting shorter secrets would also remove ordinary words. */
const MIN_SECRET_LENGTH = 6;

/** Creates the redactor of one client. */
export function createRedactor(): Redactor {
  const registered = { credentials: new Set<string>(), request: new Set<string>() };
  return {
    add(secret, source = "credentials") {
      const secrets = registered[source];
      if (secret === undefined || secret.length < MIN_SECRET_LENGTH || secrets.has(secret)) return;
      for (const encoding of encodings(secret)) secrets.add(encoding);
      for (const oldest of secrets) if (secrets.size > MAX_REMEMBERED[source] * 3) secrets.delete(oldest);
    },
    redact(text) {
      const ranges: Range[] = [];
      for (const secrets of Object.values(registered))
        for (const secret of secrets)
          for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + 1)) ranges.push([at, at + secret.length]);
      return redactUrls(ranges.length === 0 ? text : maskRanges(text, ranges));
    },
  };
}

type Range = readonly [start: number, end: number];

/** Replaces each range by `***`. Ranges can overlap or contain each other; the rest of an overlapped secret is masked too. */
function maskRanges(text: string, ranges: readonly Range[]): string {
  let masked = "";
  let end = 0;
  for (const [from, to] of [...ranges].sort(([one], [other]) => one - other)) {
    if (from >= end) masked += `${text.slice(end, from)}***`;
    end = Math.max(end, to);
  }
  return masked + text.slice(end);
}

/** Returns a secret as plain text, percent-encoded, and as part of a JSON string. A lone surrogate cannot be percent-encoded. */
function encodings(secret: string): string[] {
  return [secret, encodeURIComponent(secret.replace(/\p{Cs}/gu, "\ufffd")), JSON.stringify(secret).slice(1, -1)];
}

/** `secret` is the query parameter that the service adds to a callback URL for `MSS_A`. */
const SECRET_PARAMETERS = "AccessKeyId|Signature|X-Amz-Credential|X-Amz-Signature|(?:x-[a-z]+-)?security-token|secret";

/** In JSON, `&` can be escaped as `\u0026`, and the closing quote as `\"`. */
const SIGNED_QUERY = new RegExp(String.raw`(\b|\\u0026)(${SECRET_PARAMETERS})=(?:(?!\\u0026|\\")[^&\s"'<>,;])+`, "gi");

/** Replaces the signature and credentials in every URL of a text by `***`. The URLs stay readable but no longer grant access. */
export function redactUrls(text: string): string {
  return text.includes("=") ? text.replace(SIGNED_QUERY, "$1$2=***") : text;
}

/** Copies plain data and redacts every string in it. Values other than strings, arrays and objects are kept. */
export function redactData(value: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (typeof value === "string") return redact(value);
  if (typeof value !== "object" || value === null || depth > 32) return value;
  if (Array.isArray(value)) return value.map((item) => redactData(item, redact, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, redactData(item, redact, depth + 1)]));
}

/**
 * Copies the name, message, code and causes of a thrown value, redacted. Errors of HTTP libraries can contain the whole request
 * with its credentials; other properties are not copied.
 */
export function redactCause(thrown: unknown, redactor: Redactor, depth = 0): Error {
  if (!(thrown instanceof Error)) return new Error(redactor.redact(typeof thrown === "string" ? thrown : `a thrown ${typeof thrown}`));
  const copy = new Error(redactor.redact(thrown.message));
  copy.name = thrown.name;
  copy.stack = `${thrown.name}: ${copy.message}`;
  const code = systemErrorCode(thrown);
  if (code !== undefined) Object.assign(copy, { code });
  if (thrown.cause !== undefined && depth < 4) copy.cause = redactCause(thrown.cause, redactor, depth + 1);
  return copy;
}

/** Returns the system error code (such as `ECONNREFUSED`) of a thrown value, of its cause, or of the first error of an AggregateError. */
export function systemErrorCode(thrown: unknown, depth = 0): string | undefined {
  if (typeof thrown !== "object" || thrown === null || depth > 4) return undefined;
  if ("code" in thrown && typeof thrown.code === "string") return thrown.code;
  if ("cause" in thrown && thrown.cause !== undefined) return systemErrorCode(thrown.cause, depth + 1);
  if ("errors" in thrown && Array.isArray(thrown.errors)) return systemErrorCode(thrown.errors[0], depth + 1);
  return undefined;
}

/** Returns the message of the innermost cause of a thrown value: `fetch failed` says nothing, its cause does. */
export function causeMessage(thrown: unknown, depth = 0): string {
  if (!(thrown instanceof Error)) return typeof thrown === "string" ? thrown : "";
  const inner = thrown instanceof AggregateError ? thrown.errors[0] : thrown.cause;
  const message = depth > 4 ? "" : causeMessage(inner, depth + 1);
  return message === "" ? thrown.message : message;
}

/**
 * Registers the secrets of a request body: the key that signs callbacks, and the callback URL with its parts. Without a key, the
 * URL is the only proof that a callback comes from the service.
 */
export function registerRequestSecrets(body: unknown, redactor: Redactor): void {
  const callback = isObject(body) ? body["callback_config"] : undefined;
  if (!isObject(callback)) return;
  redactor.add(stringOf(callback["key"]), "request");
  const address = stringOf(callback["callback_url"]);
  redactor.add(address, "request");
  if (address === undefined || !URL.canParse(address)) return;
  const url = new URL(address);
  // the service can return the normalized URL, or only a part of it
  const path = [url.pathname + url.search, url.search.slice(1), ...url.pathname.split("/")];
  const values = [...url.searchParams].filter(([name, value]) => SECRET_NAME.test(name) || value.length >= MIN_PART_LENGTH);
  for (const part of [url.href, url.username, url.password, ...values.map(([, value]) => value)]) redactor.add(part, "request");
  for (const part of path) if (part.length >= MIN_PART_LENGTH) redactor.add(part, "request");
}

/** Shorter parts of a URL are ordinary words, such as `/callback` or `?source=website`, and would remove them from every log. */
const MIN_PART_LENGTH = 16;

/** Names of query parameters whose values are secrets of any length. */
const SECRET_NAME = /key|token|secret|sig|auth|pass|pwd|credential/i;

/** Accepts numbers too, because a secret of the wrong type must still be redacted. */
function stringOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
