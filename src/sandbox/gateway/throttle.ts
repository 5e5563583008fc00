import type { Operation } from "../../core/operation.js";
import { throttledResponse } from "../fault-injection.js";
import type { RequestContext } from "../request-context.js";
import type { SandboxResponse } from "../response.js";

/**
 * Creates the gateway's rate limit per project and operation: returns a 429 response with `Retry-After` if it is exceeded. Enforces the
 * rates of the contract (`x-rate-limit`) over a sliding window of one second; rejected requests do not count. Regions with a different
 * rate, identified by the host, are counted separately.
 */
export function createThrottle() {
  const windows = new Map<string, number[]>();
  return (context: RequestContext, now: number): SandboxResponse | undefined => {
    const { operation, owner, url } = context;
    const rate = rateOf(operation, url.host);
    if (rate === undefined) return undefined;
    const key = [owner.project, operation.operationId, rate].join("\n");
    const size = Math.max(1, Math.floor(rate));
    const accepted = windows.get(key) ?? [];
    windows.set(key, accepted);
    const oldest = accepted.length < size ? Number.NEGATIVE_INFINITY : (accepted[0] ?? 0);
    const nextAllowed = oldest + Math.max(1_000, 1_000 / rate);
    if (now < nextAllowed - RATE_TOLERANCE_MS) return throttledResponse(context, Math.ceil((nextAllowed - now) / 1_000));
    if (accepted.push(now) > size) accepted.shift();
    return undefined;
  };
}

/** Accepts evenly spaced requests despite differences in network latency. */
const RATE_TOLERANCE_MS = 100;

/** Returns the requests per second that are allowed in the region of a host. */
function rateOf({ rateLimit }: Operation, host: string): number | undefined {
  const region = Object.keys(rateLimit?.regions ?? {}).find((name) => host.includes(`.${name}.`));
  return (region === undefined ? undefined : rateLimit?.regions?.[region]) ?? rateLimit?.perSecond;
}
