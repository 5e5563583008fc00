import { constants } from "../../../generated/constants.js";
import { type Duration, milliseconds } from "../duration.js";
import type { RequestContext } from "../request-context.js";
import { documentedError, gatewayError, type SandboxResponse } from "../response.js";
import { type KeyStore, verifySignature } from "./verify.js";

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
