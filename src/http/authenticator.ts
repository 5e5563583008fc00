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
   * Reports the response, or `undefined` if there was none. Must be called once. Resolves to true if the request must be sent
   * again immediately, with new authorization.
   */
  report(response: { readonly status: number; readonly date: string | null } | undefined, error?: Error): Promise<boolean>;
}

/** The authentication of one call, which can take several attempts. */
export interface AuthSession {
  /** Waits until a request may be sent; `authorize` does so too. */
  acquire(): Promise<void>;
  authorize(request: UnsignedRequest): Promise<AttemptAuth>;
  /** Must be called when the call has finished, because other calls may be waiting for it. */
  close(): void;
}

/** Authenticates the requests of a client. */
export interface Authenticator {
  /** Returns the estimated time of the service, in milliseconds since 1970. */
  now(): number;
  /** Returns the maximum error of `now` in milliseconds, for a request that the service accepts. */
  uncertaintyMs(): number;
  /** Starts a call. A call signs at most once more to correct clock skew, and renews the credentials at most once. */
  startSession(signal: AbortSignal | undefined): AuthSession;
}
