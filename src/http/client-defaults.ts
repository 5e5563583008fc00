import type { Issue } from "../core/issue.js";
import type { ValidationMode } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import type { CustomRule } from "../custom-rules.js";

/** Client options that apply to every request. */
export interface ClientDefaults {
  readonly baseUrl: string;
  readonly projectId: string | undefined;
  readonly appUserId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly redactor: Redactor;
}

/** A response that differs from the contract. The response is still returned to the caller. */
export interface Drift {
  readonly operationId: string;
  readonly requestId: string | undefined;
  readonly issues: readonly Issue[];
  /** The response body as received. The property is not enumerable, so that the body is not logged by accident. */
  readonly data: unknown;
}

/** Client options that apply to every generated method. */
export interface CallDefaults extends ClientDefaults {
  readonly validate: { readonly request: ValidationMode; readonly response: ValidationMode };
  /** IDs of the accepted rules. */
  readonly accept: readonly string[];
  /** Rules of the user for create requests. */
  readonly rules: readonly CustomRule[];
  readonly onDrift: ((drift: Drift) => void) | undefined;
}

/** Retry settings of the client. */
export interface RetryOptions {
  /** Maximum number of retries after the first attempt; a 429 does not count. 0 disables all retries. Default: 2. */
  readonly max: number;
  /**
   * Upper bound of the first delay in milliseconds; it doubles with every retry. The delay is a random number below the bound.
   * Default: 500.
   */
  readonly baseMs: number;
  /** Maximum random delay in milliseconds. A delay from `Retry-After` can be longer. Default: 8000. */
  readonly maxPauseMs: number;
  /**
   * Milliseconds after the first attempt at which retries end; waiting for the client's own rate limit does not count. The call fails
   * with a `RateLimitError` if `Retry-After` is later. Default: 600000.
   */
  readonly deadlineMs: number;
}

export const DEFAULT_RETRY: RetryOptions = { max: 2, baseMs: 500, maxPauseMs: 8_000, deadlineMs: 600_000 };
