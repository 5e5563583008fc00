import { ConfigurationError } from "../errors.js";
import { type Credentials, isKeyCredentials } from "./credentials.js";

/** A page, or a worker of one. */
export function inBrowser(): boolean {
  return "document" in globalThis || ("WorkerGlobalScope" in globalThis && "importScripts" in globalThis && !("Deno" in globalThis));
}

/** Throws for an access key in a browser: whoever opens the page can read it. */
export function refuseKeysInBrowser(credentials: Credentials): void {
  if (!inBrowser() || !isKeyCredentials(credentials)) return;
  throw new ConfigurationError(
    "Access keys in a browser can be read by everyone who opens the page. Use a short-lived token, or set dangerouslyAllowBrowser: true if you know what you do.",
    { options: ["credentials", "dangerouslyAllowBrowser"] },
  );
}
