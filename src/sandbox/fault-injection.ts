import { createRandom } from "./random.js";
import type { RequestContext } from "./request-context.js";
import { documentedError, gatewayError, gatewayErrorCode, type SandboxResponse } from "./response.js";
import { FAULTS, type Fault } from "./tasks/scenarios.js";

/** Share of the requests that get a fault, from 0 to 1, by fault. */
export type FaultShares = Readonly<Partial<Record<Fault, number>>>;

/** Injects faults before and after a request is handled. */
export interface FaultInjector {
  /** Returns a response that replaces the handler's response, or a connection fault to apply to the handler's response. */
  beforeHandler(context: RequestContext): SandboxResponse | NonNullable<SandboxResponse["connectionFault"]> | undefined;
  /** Returns the response, with a connection fault if the scenario drops it. */
  afterHandler(context: RequestContext, response: SandboxResponse): SandboxResponse;
}

/**
 * Creates a fault injector; each scope repeats the fault sequence of its scenario. Requests without a fault of the scenario get faults at
 * random, by the shares. Throws a `RangeError` if a share is invalid.
 */
export function createFaultInjector(shares: FaultShares, seed: number): FaultInjector {
  const random = createRandom(seed, "faults");
  checkShares(shares);
  const randomFault = (): Fault | "none" => {
    let rest = random.fraction();
    for (const fault of FAULTS) {
      rest -= shares[fault] ?? 0;
      if (rest < 0) return fault;
    }
    return "none";
  };
  const counts = new WeakMap<object, number>();
  const lastAccepted = new WeakMap<object, number>();
  const nextIndex = (scope: object): number => {
    const count = counts.get(scope) ?? 0;
    counts.set(scope, count + 1);
    return count;
  };
  return {
    beforeHandler: (context) => {
      const { scenario, faultScope, now } = context;
      if (scenario.minIntervalMs !== undefined) {
        const nextAllowed = (lastAccepted.get(faultScope) ?? Number.NEGATIVE_INFINITY) + scenario.minIntervalMs;
        if (now < nextAllowed) return throttledResponse(context, Math.ceil((nextAllowed - now) / 1_000));
        lastAccepted.set(faultScope, now);
      }
      const { faults } = scenario;
      const fault = faults?.[nextIndex(faultScope) % faults.length] ?? "none";
      return faultResponse(fault === "none" ? randomFault() : fault, context);
    },
    afterHandler: ({ scenario, faultScope, method }, response) => {
      const hasChangedState = method !== "GET" && response.status < 300;
      const drops = scenario.dropsResponses && hasChangedState && nextIndex(faultScope) % 2 === 0;
      return drops ? { ...response, connectionFault: "reset" } : response;
    },
  };
}

/** Creates the gateway's 429 response with `Retry-After`. */
export function throttledResponse({ contract, requestId }: RequestContext, seconds: number): SandboxResponse {
  const response = gatewayError(contract, "APIGW.0308", requestId, `retry after ${seconds} s`);
  return { ...response, headers: { ...response.headers, "Retry-After": String(seconds) } };
}

function faultResponse(
  fault: Fault | "none",
  { contract, operation, requestId }: RequestContext,
): ReturnType<FaultInjector["beforeHandler"]> {
  switch (fault) {
    case "none":
      return undefined;
    case "unavailable":
      return gatewayError(contract, gatewayErrorCode(contract, 503), requestId);
    case "internal-error":
      return documentedError(contract, operation, 500);
    case "reset":
      return { status: 503, headers: {}, connectionFault: "reset" };
    case "truncated":
      return "truncated";
    case "lost-response":
      return "reset";
    case "html":
      return HTML_ERROR;
  }
}

function checkShares(shares: FaultShares): void {
  let sum = 0;
  for (const [fault, share] of Object.entries(shares)) {
    if (!FAULTS.includes(fault as Fault))
      throw new RangeError(`unknown fault ${JSON.stringify(fault)}: expected one of ${FAULTS.join(", ")}`);
    if (!(share >= 0 && share <= 1)) throw new RangeError(`invalid share ${share} of the fault ${fault}: expected a number from 0 to 1`);
    sum += share;
  }
  if (sum > 1) throw new RangeError(`the shares of the faults have the sum ${sum}: expected at most 1`);
}

/** A 502 with an HTML body, as a proxy in front of the service sends it. */
export const HTML_ERROR: SandboxResponse = {
  status: 502,
  headers: { "Content-Type": "text/html" },
  body: "<html><head><title>502 Bad Gateway</title></head></html>\n",
};
