import { createAuthenticator } from "../../../src/auth/authenticator.js";
import { createCredentialCache } from "../../../src/auth/credential-cache.js";
import type { CredentialProvider, Credentials } from "../../../src/auth/credentials.js";
import type { Clock } from "../../../src/core/clock.js";
import { createRedactor } from "../../../src/core/redact.js";
import { DEFAULT_RETRY, type RetryOptions } from "../../../src/http/client-defaults.js";
import { createLog, type Logger } from "../../../src/http/log.js";
import { createRateLimiter, type RateLimit } from "../../../src/http/rate-limiter.js";
import { createTransport, type TransportRequest, type TransportResult } from "../../../src/http/transport.js";
import { createTestClock, type TestClock } from "./clock.js";

export const keys = { accessKey: "QTWAOYTTINDUT2QVKYUC", secretKey: "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc" };

export const authHeaders = {
  token: "X-Auth-Token",
  authorization: "Authorization",
  date: "X-Sdk-Date",
  project: "X-Project-Id",
  securityToken: "X-Security-Token",
};

export interface TransportSetup<C extends Clock = TestClock> {
  readonly clock?: C;
  readonly credentials?: Credentials | CredentialProvider;
  readonly fetch?: typeof globalThis.fetch;
  readonly retry?: Partial<RetryOptions>;
  readonly logger?: Logger;
  readonly rateLimit?: RateLimit;
}

/** Creates a transport without a client; jitter is fixed at one half. */
export function createTestTransport<C extends Clock = TestClock>(baseUrl: string, setup: TransportSetup<C> = {}) {
  const {
    clock = createTestClock() as Clock as C,
    credentials = { token: "a-user-token" },
    fetch = globalThis.fetch,
    retry = {},
    logger,
    rateLimit = false,
  } = setup;
  const redactor = createRedactor();
  // not with the function of the client, so that the tests also run on older sources
  if (typeof credentials !== "function")
    for (const secret of [credentials.token, credentials.secretKey, credentials.securityToken]) redactor.add(secret);
  const cache = createCredentialCache(credentials, { fetch, clock, baseUrl }, redactor, false);
  const send = createTransport({
    fetch,
    clock,
    random: () => 0.5,
    retry: { ...DEFAULT_RETRY, ...retry },
    rateLimiter: createRateLimiter(() => rateLimit, clock, retry.deadlineMs ?? DEFAULT_RETRY.deadlineMs),
    authenticator: createAuthenticator(cache, clock, authHeaders, "project"),
    redactor,
    errorCodes: async () => ({
      "APIGW.0308": { status: 429, meaning: "Too many requests.", hint: "Reduce the request rate." },
      "APIGW.0613": { status: 503, meaning: "IAM is unavailable.", forwarded: false },
    }),
    log: createLog(logger, redactor),
  });
  /** Sends a GET request that can be retried. */
  const get = (path: string, overrides: Partial<TransportRequest> = {}): Promise<TransportResult> =>
    send({
      operationId: "show",
      repeatable: true,
      expectsBody: true,
      method: "GET",
      url: new URL(baseUrl + path),
      headers: {},
      timeoutMs: 30_000,
      ...overrides,
    });
  /** Sends a billable POST request. */
  const create = (path: string, overrides: Partial<TransportRequest> = {}): Promise<TransportResult> =>
    get(path, {
      operationId: "create",
      repeatable: false,
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
      ...overrides,
    });
  return { clock, get, create };
}

/** Returns the error that the promise rejects with. */
export async function catchError(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "no error",
    (error: unknown) => error,
  );
}

/** Counts the listeners of a signal. Listeners with `once` are not counted after the signal is aborted. */
export function countListeners(signal: AbortSignal): () => number {
  const registered = new Map<unknown, boolean>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListenerOrEventListenerObject, options?: AddEventListenerOptions | boolean) => {
    registered.set(listener, typeof options === "object" && options.once === true);
    add(type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    registered.delete(listener);
    remove(type, listener);
  };
  return () => [...registered.values()].filter((once) => !(once && signal.aborted)).length;
}
