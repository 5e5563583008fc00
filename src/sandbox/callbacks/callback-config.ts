import type { CallBackConfig, Create2DDigitalHumanVideoReq } from "../../../generated/types.js";
import { isRecord } from "../response.js";
import type { Task } from "../tasks/tasks.js";

/** Whom a task wants told that it has ended. */
export interface Invitation extends Pick<CallBackConfig, "callback_url"> {
  /** The secret with which the call is signed; absent where it is not. */
  readonly key?: string;
}

/** The callback that was asked for when a task was created. */
export function invitationOf({ request = {} }: Task): Invitation | undefined {
  const { callback_config }: Partial<Record<keyof Create2DDigitalHumanVideoReq, unknown>> = request;
  const { callback_url, auth_type, key }: Partial<Record<keyof CallBackConfig, unknown>> = isRecord(callback_config) ? callback_config : {};
  if (typeof callback_url !== "string") return undefined;
  const signed = auth_type === ("MSS_A" satisfies CallBackConfig["auth_type"]) && typeof key === "string";
  return { callback_url, ...(signed && { key }) };
}

/**
 * The address of a call. A signed one gets `secret` and `time_stamp` in its query. How the service makes them is not documented
 * for this call in decisive points (P-33), so this is a GUESS: that it works like another call of the service, which is
 * described (docs/sources.md). There the secret is the HMAC-SHA256 under the key, in lowercase hexadecimal digits, of the whole
 * address as it was given and after it the milliseconds since 1970 in decimal digits; `time_stamp` is the same number in
 * hexadecimal. Rejects for what is no address.
 */
export async function addressOf({ callback_url, key }: Invitation, now: number): Promise<string> {
  const url = new URL(callback_url);
  if (key === undefined) return url.href;
  const time = Math.floor(now);
  const query = `secret=${await hmac(key, `${callback_url}${time}`)}&time_stamp=${time.toString(16)}`;
  url.search = url.search === "" ? query : `${url.search}&${query}`;
  return url.href;
}

async function hmac(key: string, text: string): Promise<string> {
  const encoder = new TextEncoder();
  const secret = await crypto.subtle.importKey("raw", encoder.encode(key), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const digest = await crypto.subtle.sign("HMAC", secret, encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
