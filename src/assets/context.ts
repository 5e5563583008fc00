import type { Methods } from "../../generated/client.js";
import type { Clock } from "../core/clock.js";
import type { Redactor } from "../core/redact.js";
import type { RetryOptions } from "../http/client-defaults.js";
import type { Log } from "../http/log.js";
import type { LoopOptions } from "../http/operation-caller.js";

/** Client dependencies of the asset functions. */
export interface AssetContext {
  /** Creates the generated operation methods, with optional settings for a polling loop. */
  readonly methods: (loop?: LoopOptions) => Methods;
  readonly fetch: typeof globalThis.fetch;
  /** URL of the service. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryOptions;
  /** Default of `timeoutMs`, in milliseconds. */
  readonly timeoutMs: number;
  readonly log: Log;
  readonly redactor: Redactor;
}
