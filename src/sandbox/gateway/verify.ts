import { type Signable, sdkDate, sign } from "../../auth/sdk-hmac-signer.js";
import { milliseconds } from "../duration.js";
import type { Exchange } from "../request-context.js";
import { explainSignature } from "./explain-signature-mismatch.js";
import type { KeyRing } from "./key-lockout.js";

/** How far a signature's time may be off (facts §4.1). */
const TOLERANCE = milliseconds("15m");
const SECOND = milliseconds("1s");

/** Recomputes the signature of a request (SDK-HMAC-SHA256); says what is wrong with it, or `undefined` when nothing is. */
export async function verifySignature(exchange: Exchange, keys: KeyRing): Promise<string | undefined> {
  const parts = /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
    exchange.headers.get("Authorization") ?? "",
  );
  const [, accessKey, names, signature] = parts ?? [];
  if (accessKey === undefined || names === undefined || signature === undefined) {
    return "Authorization is not of the form `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=<64 lowercase hexadecimal digits>`";
  }
  const key = await keys.find(accessKey);
  if (key === undefined) return `the sandbox does not know the access key ${accessKey}`;
  const locked = keys.lockedUntil(accessKey, exchange.now);
  if (locked !== undefined) {
    return `the key failed too often in a row and is locked for another ${Math.ceil((locked - exchange.now) / 1_000)} s; do not send it before`;
  }
  const fault = clockFault(exchange) ?? headerFault(exchange, names.split(";"), key.securityToken);
  const found = fault ?? (await signatureFault(exchange, names, signature, key.signing));
  keys.note(accessKey, found === undefined, exchange.now);
  return found;
}

function clockFault({ headers, gatewayTime }: Exchange): string | undefined {
  const text = headers.get("X-Sdk-Date") ?? "";
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const signed = parts === null ? Number.NaN : Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, "$1-$2-$3T$4:$5:"));
  if (Number.isNaN(signed))
    return `X-Sdk-Date ${JSON.stringify(text)} is no moment; expected UTC as YYYYMMDDTHHMMSSZ, now ${sdkDate(gatewayTime)}`;
  const off = signed - gatewayTime;
  if (Math.abs(off) <= TOLERANCE) return undefined;
  const side = off > 0 ? "ahead of" : "behind";
  return `signature expired: X-Sdk-Date ${text} is ${Math.round(Math.abs(off) / SECOND)} s ${side} the gateway's clock (${sdkDate(gatewayTime)}); ${TOLERANCE / SECOND} are allowed`;
}

function headerFault({ headers, url }: Exchange, names: readonly string[], securityToken: string | undefined): string | undefined {
  if (!names.includes("x-sdk-date")) return "x-sdk-date is not among the signed headers";
  const missing = names.filter((name) => name !== "host" && !headers.has(name));
  if (missing.length > 0) return `signed headers that did not come: ${missing.join(", ")} (to ${url.host})`;
  const token = headers.get("X-Security-Token") ?? undefined;
  if (token === securityToken) return undefined;
  return securityToken === undefined
    ? "X-Security-Token came with a key that is not temporary"
    : "X-Security-Token is not the one of this temporary key";
}

async function signatureFault(
  exchange: Exchange,
  names: string,
  signature: string,
  key: Parameters<typeof sign>[1],
): Promise<string | undefined> {
  const { method, url, headers, body } = exchange;
  const value = (name: string): string => (name === "host" ? url.host : (headers.get(name) ?? ""));
  const signable: Signable = { method, url, headers: Object.fromEntries(names.split(";").map((name) => [name, value(name)])), body };
  const expected = await sign(signable, key);
  if (expected.endsWith(`Signature=${signature}`)) return undefined;
  return `verify aksk signature fail: ${await explainSignature(signable, names, signature, key)}`;
}
