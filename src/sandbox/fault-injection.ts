import { milliseconds } from "./duration.js";
import type { Exchange } from "./request-context.js";
import { type Answer, documentedError, gatewayCode, gatewayError } from "./response.js";
import type { Fault } from "./tasks/scenarios.js";

/** What befalls requests before and after the service looks at them. */
export interface Faults {
  /** The answer that comes instead of the service's, or what becomes of the service's own on its way. */
  strike(exchange: Exchange): Answer | NonNullable<Answer["broken"]> | undefined;
  /** What becomes of the answer to a request that was carried out or refused. */
  lose(exchange: Exchange, answer: Answer): Answer;
}

/** Faults in the order of each scenario: of the sandbox's own over all requests, of a task's over those for that task. */
export function createFaults(): Faults {
  const counts = new WeakMap<object, number>();
  const passed = new WeakMap<object, number>();
  const next = (scope: object): number => {
    const count = counts.get(scope) ?? 0;
    counts.set(scope, count + 1);
    return count;
  };
  return {
    strike: (exchange) => {
      const { scenario, scope, now } = exchange;
      if (scenario.minIntervalMs !== undefined) {
        const free = (passed.get(scope) ?? Number.NEGATIVE_INFINITY) + milliseconds(scenario.minIntervalMs);
        if (now < free) return throttled(exchange, Math.ceil((free - now) / 1_000));
        passed.set(scope, now);
      }
      const { faults } = scenario;
      return faults && answerOf(faults[next(scope) % faults.length] ?? "none", exchange);
    },
    lose: ({ scenario, scope, method }, answer) => {
      const carriedOut = method !== "GET" && answer.status < 300;
      return scenario.dropsResponses && carriedOut && next(scope) % 2 === 0 ? { ...answer, broken: "reset" } : answer;
    },
  };
}

/** What the gateway answers who asks too often, and when to come again. */
export function throttled({ contract, requestId }: Exchange, seconds: number): Answer {
  const answer = gatewayError(contract, "APIGW.0308", requestId, `free again in ${seconds} s`);
  return { ...answer, headers: { ...answer.headers, "Retry-After": String(seconds) } };
}

function answerOf(fault: Fault | "none", { contract, operation, requestId }: Exchange): ReturnType<Faults["strike"]> {
  switch (fault) {
    case "none":
      return undefined;
    case "unavailable":
      return gatewayError(contract, gatewayCode(contract, 503), requestId);
    case "broken":
      return documentedError(contract, operation, 500);
    case "reset":
      return { status: 503, headers: {}, broken: "reset" };
    case "truncated":
      return "truncated";
    case "html":
      return { status: 502, headers: { "Content-Type": "text/html" }, body: "<html><head><title>502 Bad Gateway</title></head></html>\n" };
  }
}
