import { createAuthority } from "../../src/auth/authenticator.js";
import { createSource } from "../../src/auth/credential-cache.js";
import type { CredentialProvider, Credentials } from "../../src/auth/credentials.js";
import type { Clock } from "../../src/core/clock.js";
import { createRedactor } from "../../src/core/redact.js";
import { createLog, type Logger } from "../../src/http/log.js";
import { createLimiter, type RateLimit } from "../../src/http/rate-limiter.js";
import { defaultRetry, type RetryOptions } from "../../src/http/retry.js";
import { createTransport, type Outcome, type Outgoing } from "../../src/http/transport.js";
import { createTestClock, type TestClock } from "./clock.js";

export const keys = { accessKey: "QTWAOYTTINDUT2QVKYUC", secretKey: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc" };

export const authHeaders = {
  token: "X-Auth-Token",
  authorization: "Authorization",
  date: "X-Sdk-Date",
  project: "X-Project-Id",
  securityToken: "X-Security-Token",
};

export interface Setup<C extends Clock = TestClock> {
  readonly clock?: C;
  readonly credentials?: Credentials | CredentialProvider;
  readonly fetch?: typeof globalThis.fetch;
  readonly retry?: Partial<RetryOptions>;
  readonly logger?: Logger;
  readonly rateLimit?: RateLimit;
}

/** A transport by itself; jitter always draws one half. */
export function transportTo<C extends Clock = TestClock>(baseUrl: string, setup: Setup<C> = {}) {
  const {
    clock = createTestClock() as Clock as C,
    credentials = { token: "a-user-token" },
    fetch = globalThis.fetch,
    retry = {},
    logger,
    rateLimit = false,
  } = setup;
  const redactor = createRedactor();
  const source = createSource(credentials, { fetch, clock, baseUrl }, redactor, false);
  const send = createTransport({
    fetch,
    clock,
    random: () => 0.5,
    retry: { ...defaultRetry, ...retry },
    limiter: createLimiter(() => rateLimit, clock),
    authority: createAuthority(source, clock, authHeaders, "project"),
    redactor,
    errorCodes: async () => ({ "APIGW.0308": { status: 429, meaning: "Too many requests.", hint: "Ask less often." } }),
    log: createLog(logger, redactor),
  });
  /** A GET that may be repeated. */
  const get = (path: string, more: Partial<Outgoing> = {}): Promise<Outcome> =>
    send({
      operationId: "show",
      repeatable: true,
      bodyWanted: true,
      method: "GET",
      url: new URL(baseUrl + path),
      headers: {},
      timeoutMs: 30_000,
      ...more,
    });
  /** A POST that costs money. */
  const create = (path: string, more: Partial<Outgoing> = {}): Promise<Outcome> =>
    get(path, {
      operationId: "create",
      repeatable: false,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
      ...more,
    });
  return { clock, get, create };
}
