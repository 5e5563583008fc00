import type { Bytes } from "../core/bytes.js";

/** A request before authentication. `headers` are the headers to sign in addition to the authentication headers. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Bytes | undefined;
}

/** Authorization for one attempt. */
export interface AttemptAuth {
  /** Headers to add to the request. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Reports the response, or `undefined` if there was none. `date` is null if a cache has sent the response. Must be called once.
   * Resolves to true if the request must be sent again immediately, with new authorization.
   */
  report(response: { readonly status: number; readonly date: string | null } | undefined, error?: Error): Promise<boolean>;
}

/** The authentication of one call, which can take several attempts. */
export interface AuthSession {
  /** Whether the access key is verified and the credentials are valid, so that `ready` would not wait. */
  isReady(): boolean;
  /**
   * Waits while another call verifies the access key. Resolves to false if the response to that call does not arrive within
   * `timeoutMs`. Called before the rate limiter, because all waiting calls continue at the same moment.
   */
  ready(timeoutMs: number): Promise<boolean>;
  /**
   * Authorizes a request with the credentials that are valid now. Called after the rate limiter. Resolves to undefined if another
   * call is verifying a new access key; `ready` must be called again.
   */
  authorize(request: UnsignedRequest): Promise<AttemptAuth | undefined>;
  /** Must be called when the call has finished, because other calls may be waiting for it. */
  close(): void;
}

/** Maximum error of the service's time before a response has returned it: the gateway accepts a clock skew of 15 minutes. */
export const UNSYNCHRONIZED_MS = 16 * 60_000;

/** Authenticates the requests of a client. */
export interface Authenticator {
  /** Returns the estimated time of the service, in milliseconds since 1970. */
  now(): number;
  /** Returns the maximum error of `now` in milliseconds, for a request that the service accepts. */
  uncertaintyMs(): number;
  /** Starts a call. A call signs at most once more to correct clock skew, and renews the credentials at most once. */
  startSession(signal: AbortSignal | undefined, deadlineAt?: number): AuthSession;
}
