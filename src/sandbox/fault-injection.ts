import { createRandom } from "./random.js";
import type { RequestContext } from "./request-context.js";
import { documentedError, gatewayError, gatewayErrorCode, type SandboxResponse } from "./response.js";
import { FAULTS, type Fault } from "./tasks/scenarios.js";

/** Share of the requests that get a fault, from 0 to 1, by fault. */
export type FaultShares = Readonly<Partial<Record<Fault, number>>>;

/** A response, or a fault of the connection that drops the response. */
type FaultResult = SandboxResponse | NonNullable<SandboxResponse["connectionFault"]>;

/**
 * Creates a fault injector; each scope repeats the fault sequence of its scenario. Requests without a fault of the scenario get faults at
 * random, by the shares. Throws a `RangeError` if a share is invalid.
 */
export function createFaultInjector(shares: FaultShares, seed: number) {
  const random = createRandom(seed, "faults");
  checkShares(shares);
  const randomFault = (): Fault | undefined => {
    let rest = random.fraction();
    return FAULTS.find((fault) => {
      rest -= shares[fault] ?? 0;
      return rest < 0;
    });
  };
  const counts = new WeakMap<object, number>();
  const lastAccepted = new WeakMap<object, number>();
  const nextIndex = (scope: object): number => {
    const count = counts.get(scope) ?? 0;
    counts.set(scope, count + 1);
    return count;
  };
  return {
    /** Returns a response that replaces the handler's response, or a connection fault to apply to the handler's response. */
    beforeHandler: (context: RequestContext): FaultResult | undefined => {
      const { scenario, faultScope, now } = context;
      if (scenario.minIntervalMs !== undefined) {
        const nextAllowed = (lastAccepted.get(faultScope) ?? Number.NEGATIVE_INFINITY) + scenario.minIntervalMs;
        if (now < nextAllowed) return throttledResponse(context, Math.ceil((nextAllowed - now) / 1_000));
        lastAccepted.set(faultScope, now);
      }
      const { faults } = scenario;
      const planned = faults?.[nextIndex(faultScope) % faults.length] ?? "none";
      const fault = planned === "none" ? randomFault() : planned;
      return fault && RESULTS[fault](context);
    },
    /** Returns the response, with a connection fault if the scenario drops it. */
    afterHandler: ({ scenario, faultScope, method }: RequestContext, response: SandboxResponse): SandboxResponse => {
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

/** A 502 with an HTML body, as a proxy in front of the service sends it. */
export const HTML_ERROR: SandboxResponse = {
  status: 502,
  headers: { "Content-Type": "text/html" },
  body: "<html><head><title>502 Bad Gateway</title></head></html>\n",
};

const RESULTS: Readonly<Record<Fault, (context: RequestContext) => FaultResult>> = {
  unavailable: ({ contract, requestId }) => gatewayError(contract, gatewayErrorCode(contract, 503), requestId),
  "internal-error": ({ contract, operation }) => documentedError(contract, operation, 500),
  reset: () => ({ status: 503, headers: {}, connectionFault: "reset" }),
  truncated: () => "truncated",
  html: () => HTML_ERROR,
  "lost-response": () => "reset",
};

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
