import { createRedactor } from "../../src/core/redact.js";
import { answerError, type ErrorCodes, judgeAnswer, readAnswer } from "../../src/http/response.js";
import { defaultRetry, failureVerdict, mayRepeat, type Verdict } from "../../src/http/retry.js";

/** Whether a call is sent again by itself: always, where the contract says that it does no harm, or never. */
export type Again = "always" | "where harmless" | "never";

/** What the client makes of an answer. */
export interface Fate {
  /** Name of the class, and its stable code. */
  readonly error: string;
  readonly code: string;
  readonly again: Again;
}

/** Asks the client's own code, so that the page cannot say anything else. */
export function fateOf(status: number, errorCode?: string): Fate {
  if (errorCode === undefined) return fate(status, "{}");
  return fate(status, JSON.stringify({ error_code: errorCode }), { [errorCode]: { status, meaning: "" } });
}

/** Answers with an error status, by the class that they become. */
export function statusesByClass(): ReadonlyMap<string, { readonly statuses: readonly number[]; readonly again: Again }[]> {
  const found = new Map<string, { statuses: number[]; again: Again }[]>();
  for (let status = 400; status < 600; status++) {
    const { error, again } = fateOf(status);
    const groups = found.get(error) ?? [];
    found.set(error, groups);
    const group = groups.find((one) => one.again === again);
    if (group === undefined) groups.push({ statuses: [status], again });
    else group.statuses.push(status);
  }
  return found;
}

/** What becomes of a good status with a useless body, of a redirect, and of failures without an answer. */
export function otherFates() {
  const systemCodes = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "UND_ERR_SOCKET"];
  return {
    html: fate(200, "<!doctype html>"),
    redirect: fate(302, ""),
    unreached: { codes: systemCodes.filter((code) => failureVerdict(code) === "unreached"), again: again("unreached") },
    // an attempt that timed out counts as one whose connection was lost
    lost: again(failureVerdict("ECONNRESET")),
    retry: defaultRetry,
  };
}

function fate(status: number, text: string, errorCodes: ErrorCodes = {}): Fate {
  const answer = readAnswer(new Response(text, { status }), text);
  const { verdict, fault } = judgeAnswer(answer, true, errorCodes);
  const error = answerError(answer, fault, {
    operationId: "",
    attempts: 1,
    ambiguous: false,
    ambiguousHint: undefined,
    retryAfterMs: undefined,
    redactor: createRedactor(),
    errorCodes,
  });
  return { error: error.name, code: error.code, again: again(verdict) };
}

function again(verdict: Verdict): Again {
  if (mayRepeat(verdict, false)) return "always";
  return mayRepeat(verdict, true) ? "where harmless" : "never";
}
