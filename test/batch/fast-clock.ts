import type { Clock } from "../../src/core/clock.js";
import { systemClock } from "../../src/core/system-clock.js";

/** How much faster than real time the clients and the sandbox run: a search for a lost task takes six seconds instead of a minute. */
const SPEED = 10;

/** Creates the same clock in every process of a run. `startedAt`: real time at which it shows that time, in milliseconds since 1970. */
export function createFastClock(startedAt: number): Clock {
  return {
    now: () => startedAt + (Date.now() - startedAt) * SPEED,
    monotonic: () => performance.now() * SPEED,
    // a timeout guards real work, which takes real time
    sleep: (ms, signal, purpose) => systemClock.sleep(purpose === "timeout" ? ms : ms / SPEED, signal),
  };
}
