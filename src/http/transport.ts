import type { Authority, Passes } from "../auth/authenticator.js";
import type { Clock } from "../core/clock.js";
import { type Redactor, redactCause, redactLinks, systemCode } from "../core/redact.js";
import { ConnectionError, type MetaStudioError, TimeoutError } from "../errors.js";
import { attempt, type Ending } from "./attempt.js";
import type { Log } from "./log.js";
import type { Limiter } from "./rate-limiter.js";
import { type Answer, answerError, type ErrorCodes, judgeAnswer } from "./response.js";
import { failureVerdict, mayRepeat, pauseMs, type RetryOptions, retryAfterMs, type Verdict } from "./retry.js";

/** One call of one operation, ready to be sent as often as it takes. */
export interface Outgoing {
  readonly operationId: string;
  /** Whether sending it twice does no harm (`x-repeatable`). */
  readonly repeatable: boolean;
  /** Whether a good answer has a body. */
  readonly bodyWanted: boolean;
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  /** On the monotonic clock: no pause ends later. */
  readonly deadlineAt?: number | undefined;
}

/** A good answer and how many requests it took; or the last bad one, as the error that it is. */
export interface Outcome {
  readonly answer: Answer | undefined;
  readonly attempts: number;
  readonly error: MetaStudioError | undefined;
}

export interface TransportParts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryOptions;
  readonly limiter: Limiter;
  readonly authority: Authority;
  readonly redactor: Redactor;
  readonly log: Log;
  /** What is known of error codes; asked for when an answer brings one. */
  readonly errorCodes: (signal: AbortSignal | undefined) => Promise<ErrorCodes>;
}

/** Sends a call; rejects only when it is aborted (with the signal's reason) when no credentials can be had, or when the body is too large to be signed. */
export type Transport = (outgoing: Outgoing) => Promise<Outcome>;

const encoder = new TextEncoder();

const lookFirst =
  "The service may have carried this out although no good answer came. Look for the task (client.tasks.find, by asset_name or script_id) before sending it again: a second one is paid for.";

/** Attempt, judge, pause, again: per attempt the rate limit, the credentials, the signature over the exact bytes, one request. */
export function createTransport(parts: TransportParts): Transport {
  return async (outgoing) => {
    const passes = parts.authority.begin(outgoing.signal);
    try {
      return await run(outgoing, parts, passes, outgoing.signal);
    } finally {
      passes.end();
    }
  };
}

async function run(outgoing: Outgoing, parts: TransportParts, passes: Passes, signal: AbortSignal | undefined): Promise<Outcome> {
  const { clock, retry, log } = parts;
  const { operationId, method, url, headers, timeoutMs } = outgoing;
  const deadline = Math.min(outgoing.deadlineAt ?? Number.POSITIVE_INFINITY, clock.monotonic() + retry.deadlineMs);
  const body = outgoing.body === undefined ? undefined : encoder.encode(outgoing.body);
  const signed: Record<string, string> = {};
  if (body !== undefined && headers["content-type"] !== undefined) signed["content-type"] = headers["content-type"];

  let repetitions = 0;
  for (let attempts = 1; ; attempts += 1) {
    signal?.throwIfAborted();
    // first, since those who waited for a key to be proved must not all come at once
    await passes.enter();
    await parts.limiter.take(operationId, signal);
    const pass = await passes.pass({ method, url, headers: signed, body });
    const began = clock.monotonic();
    const sending = { method, url: url.href, headers: { ...headers, ...pass.headers }, body };
    const ending = await attempt(sending, parts.fetch, clock, timeoutMs, signal);
    const result = await assess(ending, attempts, outgoing, parts);
    const { answer, error, verdict } = result;
    log.debug?.(`${operationId}: attempt ${attempts} ${answer === undefined ? (error?.code ?? "") : answer.status}`, {
      operationId,
      attempt: attempts,
      method,
      url: redactLinks(url.href),
      status: answer?.status,
      requestId: answer?.requestId,
      durationMs: clock.monotonic() - began,
    });
    const seen = answer === undefined ? undefined : { status: answer.status, date: answer.response.headers.get("date") };
    if (await pass.settle(seen, error)) continue;
    if (error === undefined || !mayRepeat(verdict, outgoing.repeatable) || repetitions >= retry.max) return { answer, attempts, error };
    repetitions += 1;
    const pause = pauseMs(verdict, repetitions, result.retryAfterMs, parts.random, retry);
    if (clock.monotonic() + pause > deadline) return { answer, attempts, error };
    log.warn?.(`${error.message} Again in ${Math.round(pause)} ms.`, {
      operationId,
      attempt: attempts,
      code: error.code,
      pauseMs: pause,
    });
    await clock.sleep(pause, signal, "pause");
  }
}

interface Assessment {
  readonly answer: Answer | undefined;
  readonly error: MetaStudioError | undefined;
  readonly verdict: Verdict;
  readonly retryAfterMs: number | undefined;
}

/** Names what an attempt came to. */
async function assess(ending: Ending, attempts: number, outgoing: Outgoing, parts: TransportParts): Promise<Assessment> {
  const { operationId, repeatable, timeoutMs } = outgoing;
  const { redactor, authority } = parts;
  if ("answer" in ending) {
    const { answer } = ending;
    const errorCodes = answer.status < 400 || answer.errorCode === undefined ? {} : await parts.errorCodes(outgoing.signal);
    const { verdict, fault } = judgeAnswer(answer, outgoing.bodyWanted, errorCodes);
    if (verdict === "good") return { answer, error: undefined, verdict, retryAfterMs: undefined };
    const after = retryAfterMs(answer.response.headers, authority.now());
    // a gateway's own 5xx (520, 524) is not worth repeating, but it does not say either that nothing was done
    const ambiguous = !repeatable && (verdict === "transient" || (verdict === "final" && answer.status >= 500));
    const context = { operationId, attempts, ambiguous, ambiguousHint: lookFirst, retryAfterMs: after, redactor, errorCodes };
    return { answer, error: answerError(answer, fault, context), verdict, retryAfterMs: after };
  }
  const timedOut = "timedOut" in ending;
  const code = timedOut ? undefined : systemCode(ending.thrown);
  const verdict = timedOut ? "transient" : failureVerdict(code);
  const ambiguous = verdict === "transient" && !repeatable;
  const common = { attempts, ambiguous, hint: ambiguous ? lookFirst : undefined };
  const error = timedOut
    ? new TimeoutError(`${operationId}: no complete answer in ${timeoutMs} ms.`, { ...common, timeoutMs })
    : new ConnectionError(
        `${operationId}: ${verdict === "unreached" ? "the service could not be reached" : "the connection failed"}${code === undefined ? "" : ` (${code})`}.`,
        {
          ...common,
          cause: redactCause(ending.thrown, redactor),
        },
      );
  return { answer: undefined, error, verdict, retryAfterMs: undefined };
}
