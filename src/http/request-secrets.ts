import { isObject } from "../core/json-equal.js";
import type { Redactor } from "../core/redact.js";

/**
 * Makes the redactor know what is secret in a request body: the key that signs callbacks, and the address they go to, which
 * proves the caller when nothing else does. A service that echoes it in parts must not get those printed either.
 */
export function hideSecrets(body: unknown, redactor: Redactor): void {
  const callback = isObject(body) ? body["callback_config"] : undefined;
  if (!isObject(callback)) return;
  redactor.add(textOf(callback["key"]), "request");
  const address = textOf(callback["callback_url"]);
  redactor.add(address, "request");
  if (address === undefined || !URL.canParse(address)) return;
  const url = new URL(address);
  // parsed it is normalised, so it may come back in another spelling, or without the part that is no secret
  const path = [url.pathname + url.search, ...url.pathname.split("/")].filter((part) => part.length >= shortestPath);
  for (const part of [url.href, url.username, url.password, url.search.slice(1), ...path, ...url.searchParams.values()])
    redactor.add(part, "request");
}

/** Shorter parts of a path are words, such as `/callback`. */
const shortestPath = 16;

/** A secret of a wrong type is one all the same. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
