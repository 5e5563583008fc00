import type { Clock } from "./clock.js";
import { onAbort } from "./listeners.js";

/** The longest delay that timers of all runtimes take; a longer one would fire at once. */
const longestTimer = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    let left = ms;
    for (; left > longestTimer; left -= longestTimer) await timer(longestTimer, signal);
    await timer(left, signal);
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const handle = setTimeout(() => {
      leave?.();
      resolve();
    }, ms);
    const leave =
      signal &&
      onAbort(signal, () => {
        clearTimeout(handle);
        reject(signal.reason);
      });
  });
}
