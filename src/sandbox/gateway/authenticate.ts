import { constants } from "../../../generated/constants.js";
import type { KeyCredentials } from "../../auth/credentials.js";
import { importSigningKey, type SignableRequest, sdkDate, sign } from "../../auth/sdk-hmac-signer.js";
import { type Duration, milliseconds } from "../clock.js";
import type { RequestContext } from "../request-context.js";
import { documentedError, gatewayError, type SandboxResponse } from "../response.js";
import { explainSignatureMismatch } from "./explain-signature-mismatch.js";

/** Lifetime of an IAM token. Source: docs/sources.md. */
const TOKEN_LIFETIME_MS = milliseconds("24h");

export type TokenStore = ReturnType<typeof createTokenStore>;

/** Creates the store of the accepted tokens, with one that does not expire. */
export function createTokenStore(token: string, start: number) {
  const tokens = new Map([[token, { issued: start, expires: Number.POSITIVE_INFINITY }]]);
  return {
    /** Adds a token that is valid for 24 hours, and returns its expiry time. */
    issue: (issued: string, now: number): number => {
      tokens.set(issued, { issued: now, expires: now + TOKEN_LIFETIME_MS });
      return now + TOKEN_LIFETIME_MS;
    },
    /** Checks a token. With `expireAfter`, tokens issued before `since + expireAfter` expire at that time. */
    check: (received: string, now: number, expireAfter: Duration | undefined, since: number): "valid" | "expired" | "unknown" => {
      const known = tokens.get(received);
      if (known === undefined) return "unknown";
      const cutoff = expireAfter === undefined ? Number.POSITIVE_INFINITY : since + milliseconds(expireAfter);
      return now >= known.expires || (now >= cutoff && known.issued < cutoff) ? "expired" : "valid";
    },
  };
}

/** The credentials that the sandbox accepts. */
export interface AuthStores {
  readonly tokens: TokenStore;
  readonly keys: KeyStore;
}

/** Returns an error response if the credentials are missing or invalid, `undefined` otherwise. */
export async function authenticate(context: RequestContext, stores: AuthStores): Promise<SandboxResponse | undefined> {
  const { contract, operation, headers } = context;
  const alternatives = operation.security.map((schemes) => schemes.map((scheme) => contract.securitySchemes[scheme]?.name ?? scheme));
  if (alternatives.length === 0 || alternatives.some((names) => names.length === 0)) return undefined;
  const complete = alternatives.filter((names) => names.every((name) => headers.has(name)));
  if (complete.length === 0) {
    const expected = alternatives.map((names) => names.join(" and ")).join("; or ");
    return documentedError(contract, operation, 401, `missing credentials; send ${expected}`);
  }
  const isSigned = complete.some((names) => names.includes("Authorization"));
  return isSigned ? checkSignature(context, stores.keys) : checkToken(context, stores.tokens);
}

/** Returns an error response if the path names another project than that of the credentials; without a known project, every project is accepted. */
export function checkProject(
  { contract, operation, pathParameters, headers, requestId }: RequestContext,
  projectId: string | undefined,
): SandboxResponse | undefined {
  const name = operation.parameters.find(({ clientOption }) => clientOption === "projectId")?.name;
  const received = name === undefined ? undefined : pathParameters[name];
  const expected = projectId ?? headers.get("X-Project-Id") ?? undefined;
  if (received === undefined || expected === undefined || received === expected) return undefined;
  return gatewayError(contract, "MSS.00010009", requestId, `the path contains project ${received}, the credentials belong to ${expected}`);
}

function checkToken(
  { contract, operation, headers, scenario, scenarioStart, now, requestId }: RequestContext,
  tokens: TokenStore,
): SandboxResponse | undefined {
  const status = tokens.check(headers.get("X-Auth-Token") ?? "", now, scenario.tokensExpireAfter, scenarioStart);
  if (status === "valid") return undefined;
  if (status === "unknown") return documentedError(contract, operation, 401, "unknown token in X-Auth-Token");
  return gatewayError(contract, "APIGW.0307", requestId, "the token has expired; request a new one with POST /v3/auth/tokens");
}

async function checkSignature(context: RequestContext, keys: KeyStore): Promise<SandboxResponse | undefined> {
  const { contract, requestId, body } = context;
  const maxBytes = constants.signedBodyBytes;
  if (body.length > maxBytes) {
    const detail = `the body has ${body.length} bytes, but signed requests are limited to ${maxBytes} bytes; use a token instead`;
    return { ...gatewayError(contract, "APIGW.0201", requestId, detail), status: 413 };
  }
  const error = await verifySignature(context, keys);
  return error === undefined ? undefined : gatewayError(contract, "APIGW.0301", requestId, error);
}

/** Allowed difference between `X-Sdk-Date` and the gateway's clock. Source: docs/sources.md. */
const MAX_CLOCK_SKEW_MS = milliseconds("15m");
const SECOND_MS = milliseconds("1s");

/** Consecutive failures that a key may have; one more locks it. Source: docs/sources.md. */
const MAX_FAILURES = 5;
const LOCKOUT_MS = milliseconds("5m");

type KeyStore = ReturnType<typeof createKeyStore>;

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
async function verifySignature(context: RequestContext, keys: KeyStore): Promise<string | undefined> {
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
