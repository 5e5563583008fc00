/** How a call is repeated. */
export interface RetryOptions {
  /** Repetitions after the first attempt. */
  readonly max: number;
  /** Milliseconds: the first pause is drawn from 0 up to this, each further one from twice as much. */
  readonly baseMs: number;
  /** Milliseconds: no drawn pause is longer. `Retry-After` is not cut. */
  readonly maxPauseMs: number;
  /** Milliseconds: no pause ends later than this after the call began; a longer `Retry-After` is a `RateLimitError`. */
  readonly deadlineMs: number;
}

export const defaultRetry: RetryOptions = { max: 2, baseMs: 500, maxPauseMs: 8_000, deadlineMs: 600_000 };

/**
 * What an attempt came to.
 *
 * `throttled`: refused before it was looked at. `unreached`: the service cannot have seen it. `transient`: it may have been
 * carried out, and the answer is lost or useless. `final`: the same request would fail again.
 */
export type Verdict = "good" | "throttled" | "unreached" | "transient" | "final";

const transientStatuses = new Set([408, 500, 502, 503, 504]);
const unreachedCodes = new Set(["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED"]);

/** What a status means that is said of a request which was not looked at, because there were too many. */
export const tooMany = 429;

/** The verdict on an answer with an error status. */
export function statusVerdict(status: number): Verdict {
  if (status === tooMany) return "throttled";
  return transientStatuses.has(status) ? "transient" : "final";
}

/** The verdict on a failure without an answer, by the system's code. */
export function failureVerdict(code: string | undefined): Verdict {
  return code !== undefined && unreachedCodes.has(code) ? "unreached" : "transient";
}

/** Whether a request that came to this may be sent once more. */
export function mayRepeat(verdict: Verdict, repeatable: boolean): boolean {
  return verdict === "throttled" || verdict === "unreached" || (verdict === "transient" && repeatable);
}

/** Milliseconds to the next attempt: what the service asked for, whole; else drawn, so that clients do not come back in step. */
export function pauseMs(
  verdict: Verdict,
  attempt: number,
  retryAfterMs: number | undefined,
  random: () => number,
  retry: RetryOptions,
): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  // a throttled client without advice waits 2 to 5 s, as the gateway's FAQ says (facts §5)
  if (verdict === "throttled") return 2_000 + random() * 3_000;
  return random() * Math.min(retry.maxPauseMs, retry.baseMs * 2 ** (attempt - 1));
}

/** `Retry-After` in milliseconds: seconds, or a date, which is read against the answer's own `Date` where it has one. */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  if (Number.isNaN(until)) return undefined;
  const sent = Date.parse(headers.get("date") ?? "");
  return Math.max(0, until - (Number.isNaN(sent) ? now : sent));
}
