/**
 * Why someone sleeps. A `pause` ends by itself and nothing else is under way for it; a `timeout` guards a request that is
 * under way, so a virtual clock that runs ahead must never jump to the end of one.
 */
export type SleepPurpose = "pause" | "timeout";

/** Time, as the client and the sandbox see it; tests and the sandbox put a virtual one in its place. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z; may jump when the machine's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary moment; never goes backwards. Deadlines and paces are counted in it. */
  monotonic(): number;
  /** Resolves `ms` milliseconds later; rejects with `signal.reason` in the same turn when the signal is aborted. Leaves no timer and no listener. */
  sleep(ms: number, signal?: AbortSignal, purpose?: SleepPurpose): Promise<void>;
}
