import type { Operation } from "../../core/operation.js";
import { throttled } from "../fault-injection.js";
import type { Exchange } from "../request-context.js";
import type { Answer } from "../response.js";

/** The gateway's limit on how often a project may use an operation. */
export interface Throttle {
  /** Refuses a request that comes too soon, and tells when to come again. */
  check(exchange: Exchange, gatewayNow: number): Answer | undefined;
}

/**
 * In no second does a project get more answers of an operation than the contract's rate (`x-rate-limit`) allows; a region with a
 * rate of its own, read from the host, is counted for itself. Refused requests do not count. Who spaces requests evenly is let through even when the
 * way of one of them is a tenth of a second shorter than that of another.
 */
export function createThrottle(): Throttle {
  const lanes = new Map<string, { readonly turns: number[]; next: number }>();
  return {
    check: (exchange, now) => {
      const { operation, owner, url } = exchange;
      const rate = rateOf(operation, url.host);
      if (rate === undefined) return undefined;
      const name = [owner.project, operation.operationId, rate].join("\n");
      const lane = lanes.get(name) ?? { turns: Array<number>(Math.max(1, Math.floor(rate))).fill(Number.NEGATIVE_INFINITY), next: 0 };
      lanes.set(name, lane);
      const free = (lane.turns[lane.next] ?? now) + Math.max(1_000, 1_000 / rate);
      if (now < free - LENIENCE) return throttled(exchange, Math.ceil((free - now) / 1_000));
      lane.turns[lane.next] = now;
      lane.next = (lane.next + 1) % lane.turns.length;
      return undefined;
    },
  };
}

const LENIENCE = 100;

/** Requests a second, in the region that a host names. */
function rateOf({ rateLimit }: Operation, host: string): number | undefined {
  const region = Object.keys(rateLimit?.regions ?? {}).find((name) => host.includes(`.${name}.`));
  return (region === undefined ? undefined : rateLimit?.regions?.[region]) ?? rateLimit?.perSecond;
}
