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
  const path = [url.pathname + url.search, ...url.pathname.split("/")].filter((part) => part.length >= MIN_PATH_SECRET_LENGTH);
  for (const part of [url.href, url.username, url.password, url.search.slice(1), ...path, ...url.searchParams.values()])
    redactor.add(part, "request");
}

/** Shorter parts of a path are ordinary words, such as `/callback`. */
const MIN_PATH_SECRET_LENGTH = 16;

/** Accepts numbers too, because a secret of the wrong type must still be redacted. */
function stringOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
