import { securitySchemes } from "../generated/operations.js";
import { requests } from "../generated/requests.js";
import { createAuthenticator } from "./auth/authenticator.js";
import { createCredentialCache } from "./auth/credential-cache.js";
import type { CredentialProvider, Credentials } from "./auth/credentials.js";
import type { RequestSpec } from "./core/operation.js";
import type { MetaStudioError } from "./errors.js";
import type { Authenticator } from "./http/authenticator.js";
import type { ClientDefaults } from "./http/client-defaults.js";
import { createSendOperation, type SendOperation } from "./http/http-client.js";
import { createRateLimiter, documentedRateLimit, type RateLimit, type RateLimiter } from "./http/rate-limiter.js";
import type { RawClient } from "./http/raw-client.js";
import { createTransport, type Outage, type Transport, type TransportContext } from "./http/transport.js";

export interface SenderOptions extends Omit<TransportContext, "authenticator" | "rateLimiter"> {
  readonly credentials: Credentials | CredentialProvider;
  readonly allowBrowserKeys: boolean;
  readonly region: string | undefined;
  readonly rateLimit: RateLimit | Readonly<Record<string, RateLimit>> | undefined;
  readonly defaults: ClientDefaults;
  /** Returns openapi-fetch over the transport if a middleware is in use. */
  readonly rawForMiddleware: () => Promise<RawClient> | undefined;
}

/** Everything that sending needs: rate limiter, credentials, signature, retries. */
export interface Sender {
  readonly send: SendOperation;
  readonly transport: Transport;
  readonly authenticator: Authenticator;
  readonly rateLimiter: RateLimiter;
  /** Returns the outage if the last attempt failed. */
  outage(): Outage | undefined;
}

/** Creates the sender of a client. The first request imports this module. */
export function createSender(options: SenderOptions): Sender {
  const { clock, credentials, fetch, redactor, region, rateLimit, retry, defaults } = options;
  const { baseUrl, projectId } = defaults;
  const cache = createCredentialCache(credentials, { fetch, clock, baseUrl }, redactor, options.allowBrowserKeys);
  const authenticator = createAuthenticator(cache, clock, AUTH_HEADERS, projectId);
  const specs: Readonly<Record<string, RequestSpec>> = requests;
  const rateLimitOf = (id: string): RateLimit =>
    (typeof rateLimit === "object" ? rateLimit[id] : rateLimit) ??
    documentedRateLimit(Object.hasOwn(specs, id) ? specs[id] : undefined, region);
  const rateLimiter = createRateLimiter(rateLimitOf, clock, retry.deadlineMs, options.random);
  let outage: Outage | undefined;
  const onAttempt = (error: MetaStudioError | undefined): void => {
    outage = error && { since: outage?.since ?? clock.monotonic(), error };
  };
  const transport = createTransport({ ...options, authenticator, rateLimiter, onAttempt });
  const send = createSendOperation(transport, defaults, options.rawForMiddleware);
  return { send, transport, authenticator, rateLimiter, outage: () => outage };
}

const AUTH_HEADERS = {
  token: securitySchemes.Token.name,
  authorization: securitySchemes.Signature.name,
  date: securitySchemes.SignatureDate.name,
  project: securitySchemes.SignatureProject.name,
  securityToken: securitySchemes.SecurityToken.name,
};
