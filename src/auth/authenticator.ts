import { constants } from "../../generated/constraints.js";
import { abortable } from "../core/abort.js";
import type { Bytes } from "../core/bytes.js";
import type { Clock } from "../core/clock.js";
import { ValidationError } from "../errors.js";
import type { Authenticator, UnsignedRequest } from "../http/authenticator.js";
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
  let probe: Promise<Error | undefined> | undefined;
  let signer: Signer | undefined;
  let imported: { credentials: Credentials; key: Promise<SigningKey> } | undefined;

  const signingKey = (credentials: Credentials, signer: Signer): Promise<SigningKey> => {
    if (imported?.credentials !== credentials) {
      imported = { credentials, key: signer.importSigningKey(credentials.accessKey ?? "", credentials.secretKey ?? "") };
    }
    return imported.key;
  };
  const addClockSample = (date: string | null, rejected: boolean): void => {
    const serverTime = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(serverTime)) return;
    // a rejected signature can mean that the estimate is wrong, so earlier samples are discarded
    if (rejected) samples.length = 0;
    samples.push(serverTime - clock.now());
    if (samples.length > CLOCK_SAMPLES) samples.shift();
    clockSkewMs = lowerMedian(samples);
  };
  /** Returns the credentials. For an unverified key, the caller becomes the only one to try it until it calls `release`. */
  const acquireCredentials = async (
    signal: AbortSignal | undefined,
  ): Promise<{ credentials: Credentials; release?: (error?: Error) => void }> => {
    for (;;) {
      const credentials = await cache.get(signal);
      if (!isKeyCredentials(credentials) || credentials.accessKey === verifiedKey) return { credentials };
      if (probe === undefined) {
        let release: (error?: Error) => void = () => {};
        probe = new Promise((resolve) => {
          release = (error) => {
            probe = undefined;
            resolve(error);
          };
        });
        return { credentials, release };
      }
      const error = await abortable(probe, signal);
      if (error !== undefined) throw error;
    }
  };
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
    headers[headerNames.authorization] = await signer.sign(signable, await signingKey(credentials, signer));
    return headers;
  };

  return {
    now: () => clock.now() + clockSkewMs,
    uncertaintyMs: () => (samples.length > 0 ? 60_000 : MAX_CLOCK_SKEW_MS + 120_000),
    startSession(signal) {
      let acquired: Awaited<ReturnType<typeof acquireCredentials>> | undefined;
      let skewCorrected = false;
      let renewed = false;
      const release = (error?: Error): void => {
        acquired?.release?.(error);
        acquired = undefined;
      };
      return {
        close: () => release(),
        async acquire() {
          acquired ??= await acquireCredentials(signal);
        },
        async authorize(request) {
          acquired ??= await acquireCredentials(signal);
          const { credentials } = acquired;
          const signedAt = clock.now() + clockSkewMs;
          const headers = await abortable(authHeaders(credentials, request, signedAt), signal);
          return {
            headers,
            async report(response, error) {
              if (response !== undefined) addClockSample(response.date, response.status === 401);
              if (response?.status !== 401) {
                const isVerified = response !== undefined && response.status < 500 && !INCONCLUSIVE_STATUSES.has(response.status);
                if (isVerified) verifiedKey = credentials.accessKey ?? verifiedKey;
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
                const newer = await cache.renew(credentials, signal);
                if (newer !== credentials && !isSameCredentials(newer, credentials)) {
                  acquired = { ...acquired, credentials: newer };
                  return true;
                }
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

/**
 * Rejects a body that is larger than the gateway supports for signed requests (docs/sources.md), which avoids an upload and a failed
 * signature.
 */
function assertSignableSize(body: Bytes | undefined): void {
  const { signedBodyBytes: maxBytes } = constants;
  if (body === undefined || body.length <= maxBytes) return;
  const message = `the body has ${body.length} bytes, more than the ${maxBytes} allowed for a signed request`;
  throw new ValidationError(`The request was not sent: ${message}.`, {
    issues: [
      {
        code: "length",
        path: "",
        keyword: "x-constants",
        message,
        received: `${body.length} bytes`,
        expected: `at most ${maxBytes} bytes`,
        severity: "error",
        source: "x-constants: signedBodyBytes",
      },
    ],
    hint: "Use a token instead of access keys, for example credentials: iamToken({ … }), or reduce the size of the request.",
  });
}

/** Returns the median, or the lower of the two middle values: an early estimate only widens the search for a created task. */
function lowerMedian(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[(numbers.length - 1) >> 1] ?? 0;
}

function isSameCredentials(a: Credentials, b: Credentials): boolean {
  return a.token === b.token && a.accessKey === b.accessKey && a.secretKey === b.secretKey && a.securityToken === b.securityToken;
}
