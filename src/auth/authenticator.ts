import { constants } from "../../generated/constants.js";
import { abortable } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import { type Clock, settleWithin } from "../core/clock.js";
import { createInvalidRequestError } from "../errors.js";
import { type Authenticator, UNSYNCHRONIZED_MS, type UnsignedRequest } from "../http/authenticator.js";
import type { CredentialCache } from "./credential-cache.js";
import { type Credentials, isKeyCredentials } from "./credentials.js";
import type { SignableRequest, SigningKey } from "./sdk-hmac-signer.js";

/** Names of the authentication headers, from the security schemes of the contract. */
export interface AuthHeaderNames {
  readonly token: string;
  readonly authorization: string;
  readonly date: string;
  readonly project: string;
  readonly securityToken: string;
}

type Signer = typeof import("./sdk-hmac-signer.js");

/** The gateway accepts a clock skew of 15 minutes; one minute is reserved for the transmission. */
const MAX_CLOCK_SKEW_MS = 14 * 60_000;

/** Number of recent `Date` headers used to estimate the clock skew; the median ignores outliers. */
const CLOCK_SAMPLES = 5;

/** The format of `Date` (RFC 9110, section 5.6.7). `Date.parse` accepts more, such as `1`. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Statuses that are sent before authentication, or that do not depend on it. */
const INCONCLUSIVE_STATUSES = new Set([401, 407, 408, 425, 429]);

/**
 * Creates the authenticator of a client. Six failed signatures lock a key for five minutes (docs/sources.md), so an unverified key
 * is tried by one request at a time. Concurrent requests wait for its response, and fail with it if the key is rejected.
 */
export function createAuthenticator(
  cache: CredentialCache,
  clock: Clock,
  headerNames: AuthHeaderNames,
  projectId: string | undefined,
): Authenticator {
  let clockSkewMs = 0;
  const samples: number[] = [];
  let verifiedKey: string | undefined;
  let probe: Probe | undefined;
  let signer: Signer | undefined;
  let imported: { credentials: Credentials; key: SigningKey } | undefined;

  const signingKey = (credentials: Credentials, signer: Signer): SigningKey => {
    if (imported?.credentials !== credentials) {
      imported = { credentials, key: signer.importSigningKey(credentials.accessKey ?? "", credentials.secretKey ?? "") };
    }
    return imported.key;
  };
  /** `signedAt` is the signing time of an accepted request, `undefined` if the request was rejected or not signed. */
  const addClockSample = (date: string | null, rejected: boolean, signedAt: number | undefined): void => {
    const serverTime = date === null || !HTTP_DATE.test(date) ? Number.NaN : Date.parse(date);
    if (Number.isNaN(serverTime)) return;
    // the service accepted the signing time, so a date that contradicts it is not the time of the service
    if (signedAt !== undefined && Math.abs(serverTime - signedAt) > MAX_CLOCK_SKEW_MS + 60_000) return;
    // a rejected signature can mean that the estimate is wrong, so earlier samples are discarded
    if (rejected) samples.length = 0;
    samples.push(serverTime - clock.now());
    if (samples.length > CLOCK_SAMPLES) samples.shift();
    clockSkewMs = lowerMedian(samples);
  };
  const isVerified = (credentials: Credentials): boolean => !isKeyCredentials(credentials) || credentials.accessKey === verifiedKey;
  const authHeaders = async (credentials: Credentials, request: UnsignedRequest, time: number): Promise<Record<string, string>> => {
    if (!isKeyCredentials(credentials)) return { [headerNames.token]: credentials.token };
    assertSignableSize(request.body);
    // lazily imported: token users do not need the signer
    signer ??= await import("./sdk-hmac-signer.js");
    const headers: Record<string, string> = { [headerNames.date]: signer.sdkDate(time) };
    if (projectId !== undefined) headers[headerNames.project] = projectId;
    if (credentials.securityToken !== undefined) headers[headerNames.securityToken] = credentials.securityToken;
    const signable: SignableRequest = {
      method: request.method,
      url: request.url,
      headers: { ...request.headers, ...headers, host: request.url.host },
      ...(request.body !== undefined && { body: request.body }),
    };
    headers[headerNames.authorization] = await signer.sign(signable, signingKey(credentials, signer));
    return headers;
  };

  return {
    now: () => clock.now() + clockSkewMs,
    uncertaintyMs: () => (samples.length > 0 ? 60_000 : UNSYNCHRONIZED_MS),
    startSession(signal, deadlineAt) {
      let own: Probe | undefined;
      let skewCorrected = false;
      let renewed = false;
      const release = (error?: Error): void => {
        if (own === undefined) return;
        if (probe === own) probe = undefined;
        own.markSent();
        own.finish(error);
        own = undefined;
      };
      return {
        close: () => release(),
        isReady() {
          const credentials = cache.current();
          return own !== undefined || (credentials !== undefined && isVerified(credentials));
        },
        async ready(timeoutMs) {
          let remainingMs = timeoutMs;
          while (own === undefined && !isVerified(await cache.get(signal, deadlineAt))) {
            if (remainingMs <= 0) return false;
            if (probe === undefined) own = probe = createProbe();
            else {
              const current = probe;
              await abortable(current.sent, signal);
              const sentAt = clock.monotonic();
              const outcome = await settleWithin(abortable(current.finished, signal), clock, remainingMs);
              if (outcome === "timed out") return false;
              if (outcome !== undefined) throw outcome;
              remainingMs -= clock.monotonic() - sentAt;
            }
          }
          return true;
        },
        async authorize(request) {
          const credentials = cache.current() ?? (await cache.get(signal, deadlineAt));
          if (own === undefined && !isVerified(credentials)) {
            if (probe !== undefined) return undefined;
            own = probe = createProbe();
          }
          const signedAt = clock.now() + clockSkewMs;
          const headers = await abortable(authHeaders(credentials, request, signedAt), signal);
          own?.markSent();
          return {
            headers,
            async report(response, error) {
              const isConclusive = response !== undefined && response.status < 500 && !INCONCLUSIVE_STATUSES.has(response.status);
              const rejected = response?.status === 401;
              if (response !== undefined && (isConclusive || rejected)) {
                addClockSample(response.date, rejected, isConclusive && isKeyCredentials(credentials) ? signedAt : undefined);
              }
              if (!rejected) {
                if (isConclusive) verifiedKey = credentials.accessKey ?? verifiedKey;
                release();
                return false;
              }
              if (verifiedKey === credentials.accessKey) verifiedKey = undefined;
              const skewMs = Math.abs(clock.now() + clockSkewMs - signedAt);
              if (isKeyCredentials(credentials) && !skewCorrected && skewMs > MAX_CLOCK_SKEW_MS) {
                skewCorrected = true;
                return true;
              }
              if (!renewed) {
                renewed = true;
                const newer = await cache.renew(credentials, signal, deadlineAt);
                if (newer !== credentials && !isSameCredentials(newer, credentials)) return true;
              }
              release(error);
              return false;
            },
          };
        },
      };
    },
  };
}

/** The call that verifies an access key. Other calls wait until it is finished. */
interface Probe {
  /** Resolves when the request is sent; from then on, its response is due. */
  readonly sent: Promise<void>;
  /** Resolves to the error if the key was rejected. */
  readonly finished: Promise<Error | undefined>;
  readonly markSent: () => void;
  readonly finish: (error: Error | undefined) => void;
}

function createProbe(): Probe {
  let markSent = (): void => {};
  let finish: Probe["finish"] = () => {};
  const sent = new Promise<void>((resolve) => {
    markSent = resolve;
  });
  const finished = new Promise<Error | undefined>((resolve) => {
    finish = resolve;
  });
  return { sent, finished, markSent, finish };
}

/**
 * Rejects a body that is larger than the gateway supports for signed requests (docs/sources.md), which avoids an upload and a failed
 * signature.
 */
function assertSignableSize(body: Bytes | undefined): void {
  const { signedBodyBytes: maxBytes } = constants;
  if (body === undefined || body.length <= maxBytes) return;
  const message = `the body has ${body.length} bytes, more than the ${maxBytes} allowed for a signed request`;
  throw createInvalidRequestError(
    `The request was not sent: ${message}.`,
    {
      code: "length",
      path: "",
      keyword: "x-constants",
      message,
      received: `${body.length} bytes`,
      expected: `at most ${maxBytes} bytes`,
      source: "x-constants: signedBodyBytes",
    },
    "Use a token instead of access keys, for example credentials: iamToken({ … }), or reduce the size of the request.",
  );
}

/** Returns the median, or the lower of the two middle values: an early estimate only widens the search for a created task. */
function lowerMedian(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[(numbers.length - 1) >> 1] ?? 0;
}

function isSameCredentials(a: Credentials, b: Credentials): boolean {
  return a.token === b.token && a.accessKey === b.accessKey && a.secretKey === b.secretKey && a.securityToken === b.securityToken;
}
