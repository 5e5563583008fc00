import type { CallBackConfig, Create2DDigitalHumanVideoReq } from "../../../generated/types.js";
import { isRecord } from "../response.js";
import type { Task } from "../tasks/tasks.js";

/** Callback URL and signing key of a task. */
export interface CallbackConfig extends Pick<CallBackConfig, "callback_url"> {
  /** Signing key; absent for unsigned callbacks. */
  readonly key?: string;
}

/** Reads the `callback_config` of the request that created a task. */
export function parseCallbackConfig({ request = {} }: Task): CallbackConfig | undefined {
  const { callback_config }: Partial<Record<keyof Create2DDigitalHumanVideoReq, unknown>> = request;
  const { callback_url, auth_type, key }: Partial<Record<keyof CallBackConfig, unknown>> = isRecord(callback_config) ? callback_config : {};
  if (typeof callback_url !== "string") return undefined;
  const isSigned = auth_type === ("MSS_A" satisfies CallBackConfig["auth_type"]) && typeof key === "string";
  return { callback_url, ...(isSigned && { key }) };
}

/**
 * Builds the URL of a callback request. With a key, adds `secret` and `time_stamp` to the query. Rejects if the URL is invalid.
 *
 * The algorithm is an assumption: it is documented for another callback of the service only (docs/sources.md). `secret` is the
 * lowercase hexadecimal HMAC-SHA256 of the callback URL followed by the time in decimal milliseconds since 1970. `time_stamp` is
 * the same time in hexadecimal.
 */
export async function buildCallbackUrl({ callback_url, key }: CallbackConfig, now: number): Promise<string> {
  const url = new URL(callback_url);
  if (key === undefined) return url.href;
  const time = Math.floor(now);
  const query = `secret=${await hmacSha256(key, `${callback_url}${time}`)}&time_stamp=${time.toString(16)}`;
  url.search = url.search === "" ? query : `${url.search}&${query}`;
  return url.href;
}

async function hmacSha256(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const cryptoKey = await crypto.subtle.importKey("raw", encoder.encode(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const digest = await crypto.subtle.sign("HMAC", cryptoKey, encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
