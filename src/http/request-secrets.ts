import { isObject } from "../core/json-equal.js";
import type { Redactor } from "../core/redact.js";

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
