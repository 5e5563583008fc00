import type { KeyCredentials } from "../../auth/credentials.js";
import { importSigningKey, type SignableRequest, sdkDate, sign } from "../../auth/sdk-hmac-signer.js";
import { milliseconds } from "../duration.js";
import type { RequestContext } from "../request-context.js";
import { explainSignatureMismatch } from "./explain-signature-mismatch.js";

/** Allowed difference between `X-Sdk-Date` and the gateway's clock. Source: docs/sources.md. */
const MAX_CLOCK_SKEW_MS = milliseconds("15m");
const SECOND_MS = milliseconds("1s");

/** Consecutive failures that a key may have; one more locks it. Source: docs/sources.md. */
const MAX_FAILURES = 5;
const LOCKOUT_MS = milliseconds("5m");

export type KeyStore = ReturnType<typeof createKeyStore>;

/** Creates the store of the accepted access keys, which contains one key, with their failed attempts. */
export function createKeyStore({ accessKey, secretKey, securityToken }: KeyCredentials) {
  const failures = new Map<string, number>();
  const locks = new Map<string, number>();
  const key = { signing: importSigningKey(accessKey, secretKey), securityToken };
  return {
    /** Returns the signing key of an access key, and the security token that must accompany it. */
    find: (name: string) => (name === accessKey ? key : undefined),
    /** Returns the milliseconds until the lock of a key ends; 0 if the key is not locked. */
    lockedFor: (name: string, now: number): number => Math.max(0, (locks.get(name) ?? 0) - now),
    recordAttempt: (name: string, success: boolean, now: number): void => {
      const count = success ? 0 : (failures.get(name) ?? 0) + 1;
      failures.set(name, count > MAX_FAILURES ? 0 : count);
      if (count > MAX_FAILURES) locks.set(name, now + LOCKOUT_MS);
    },
  };
}

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
  const lockedFor = Math.ceil(keys.lockedFor(accessKey, context.now) / SECOND_MS);
  if (lockedFor > 0) return `the access key is locked for another ${lockedFor} s after too many consecutive failures; do not retry earlier`;
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
