import type { AcceptFlags } from "../accept-rules.js";
import type { ServiceFlags } from "../settings.js";

/** Flags of `batch`. */
export type BatchFlags = ServiceFlags &
  AcceptFlags & {
    readonly saveTo?: string;
    readonly journal?: string;
    readonly dryRun?: boolean;
    readonly maxRunning?: number;
    readonly pricePerMinute?: number;
    readonly onBlocked: "fail" | "wait";
    readonly json?: boolean;
  };
