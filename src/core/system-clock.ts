import { onAbort } from "./abort.js";
import type { Clock } from "./clock.js";

/** The longest delay that all runtimes support; a timer with a longer delay fires immediately. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** The system clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    let remaining = ms;
    for (; remaining > MAX_TIMEOUT_MS; remaining -= MAX_TIMEOUT_MS) await setTimer(MAX_TIMEOUT_MS, signal);
    await setTimer(remaining, signal);
  },
  timer(ms, onEnd) {
    let handle = setTimeout(ms > MAX_TIMEOUT_MS ? restart : onEnd, Math.min(ms, MAX_TIMEOUT_MS));
    let remaining = ms;
    function restart(): void {
      remaining -= MAX_TIMEOUT_MS;
      handle = setTimeout(remaining > MAX_TIMEOUT_MS ? restart : onEnd, Math.min(remaining, MAX_TIMEOUT_MS));
    }
    return () => clearTimeout(handle);
  },
};

function setTimer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const handle = setTimeout(() => {
      unsubscribe?.();
      resolve();
    }, ms);
    const unsubscribe =
      signal &&
      onAbort(signal, () => {
        clearTimeout(handle);
        reject(signal.reason);
      });
  });
}
