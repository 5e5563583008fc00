import { ConfigurationError } from "../errors.js";
import { type Credentials, isKeyCredentials } from "./credentials.js";

/** Whether the code runs in a browser page or in a web worker. */
export function isBrowser(): boolean {
  return "document" in globalThis || ("WorkerGlobalScope" in globalThis && "importScripts" in globalThis && !("Deno" in globalThis));
}

/** Throws for an access key in a browser, where every visitor of the page can read it. */
export function rejectKeysInBrowser(credentials: Credentials): void {
  if (!isBrowser() || !isKeyCredentials(credentials)) return;
  throw new ConfigurationError(
    "Access keys in a browser are visible to every visitor of the page. Use a short-lived token, or set dangerouslyAllowBrowser: true to accept the risk.",
    { options: ["credentials", "dangerouslyAllowBrowser"] },
  );
}
