import { type SignableRequest, sdkDate, sign } from "../../auth/sdk-hmac-signer.js";
import { milliseconds } from "../duration.js";
import type { RequestContext } from "../request-context.js";
import { explainSignatureMismatch } from "./explain-signature-mismatch.js";
import type { KeyStore } from "./key-lockout.js";

/** Allowed difference between `X-Sdk-Date` and the gateway's clock. Source: docs/sources.md. */
const MAX_CLOCK_SKEW_MS = milliseconds("15m");
const SECOND_MS = milliseconds("1s");

/** Verifies the SDK-HMAC-SHA256 signature of a request; returns an error message, or `undefined` if it is valid. */
export async function verifySignature(context: RequestContext, keys: KeyStore): Promise<string | undefined> {
  const parts = /^SDK-HMAC-SHA256 Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/.exec(
    context.headers.get("Authorization") ?? "",
  );
  const [, accessKey, names, signature] = parts ?? [];
  if (accessKey === undefined || names === undefined || signature === undefined) {
    return "invalid Authorization header; expected `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=<64 lowercase hexadecimal digits>`";
  }
  const key = keys.find(accessKey);
  if (key === undefined) return `unknown access key ${accessKey}`;
  const lockedUntil = keys.lockedUntil(accessKey, context.now);
  if (lockedUntil !== undefined) {
    const seconds = Math.ceil((lockedUntil - context.now) / SECOND_MS);
    return `the access key is locked for another ${seconds} s after too many consecutive failures; do not retry earlier`;
  }
  const error =
    checkTimestamp(context) ??
    checkSignedHeaders(context, names.split(";"), key.securityToken) ??
    (await compareSignature(context, names, signature, key.signing));
  keys.recordAttempt(accessKey, error === undefined, context.now);
  return error;
}

function checkTimestamp({ headers, gatewayTime }: RequestContext): string | undefined {
  const text = headers.get("X-Sdk-Date") ?? "";
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const signedAt = parts === null ? Number.NaN : Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, "$1-$2-$3T$4:$5:"));
  if (Number.isNaN(signedAt))
    return `invalid X-Sdk-Date ${JSON.stringify(text)}; expected UTC as YYYYMMDDTHHMMSSZ, for example ${sdkDate(gatewayTime)}`;
  const skew = signedAt - gatewayTime;
  if (Math.abs(skew) <= MAX_CLOCK_SKEW_MS) return undefined;
  const seconds = Math.round(Math.abs(skew) / SECOND_MS);
  const direction = skew > 0 ? "ahead of" : "behind";
  return `signature expired: X-Sdk-Date ${text} is ${seconds} s ${direction} the gateway's clock (${sdkDate(gatewayTime)}); at most ${MAX_CLOCK_SKEW_MS / SECOND_MS} s are allowed`;
}

function checkSignedHeaders(
  { headers, url }: RequestContext,
  names: readonly string[],
  securityToken: string | undefined,
): string | undefined {
  if (!names.includes("x-sdk-date")) return "SignedHeaders does not include x-sdk-date";
  const missing = names.filter((name) => name !== "host" && !headers.has(name));
  if (missing.length > 0) return `missing signed headers: ${missing.join(", ")} (request to ${url.host})`;
  const token = headers.get("X-Security-Token") ?? undefined;
  if (token === securityToken) return undefined;
  return securityToken === undefined
    ? "X-Security-Token was sent with a permanent access key; it belongs to temporary access keys only"
    : "X-Security-Token does not match the temporary access key";
}

async function compareSignature(
  context: RequestContext,
  names: string,
  signature: string,
  key: Parameters<typeof sign>[1],
): Promise<string | undefined> {
  const { method, url, headers, body } = context;
  const headerValue = (name: string): string => (name === "host" ? url.host : (headers.get(name) ?? ""));
  const signable: SignableRequest = {
    method,
    url,
    headers: Object.fromEntries(names.split(";").map((name) => [name, headerValue(name)])),
    body,
  };
  const expected = await sign(signable, key);
  if (expected.endsWith(`Signature=${signature}`)) return undefined;
  return `verify aksk signature fail: ${await explainSignatureMismatch(signable, names, signature, key)}`;
}
