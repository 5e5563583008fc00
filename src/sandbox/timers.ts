import type { SleepPurpose } from "../core/clock.js";
import { onAbort } from "../core/listeners.js";

/** One who sleeps on a clock. */
export interface Sleeper {
  readonly due: number;
  readonly purpose: SleepPurpose;
  wake(): void;
}

/** Those who sleep on a clock that somebody moves, and how often that has changed. */
export function createSleepers() {
  const sleepers = new Set<Sleeper>();
  let changes = 0;
  let tell: () => void = () => {};
  /** Something else has changed for which one waits. */
  const changed = (): void => {
    changes += 1;
    tell();
  };
  /** Sleeps until it is woken, or rejects with the signal's reason. */
  const add = (due: number, purpose: SleepPurpose, signal?: AbortSignal): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const leave = (): void => {
        sleepers.delete(sleeper);
        deaf?.();
        changed();
      };
      const abort = (): void => {
        leave();
        reject(signal?.reason);
      };
      const wake = (): void => {
        leave();
        resolve();
      };
      const sleeper: Sleeper = { due, purpose, wake };
      const deaf = signal && onAbort(signal, abort);
      sleepers.add(sleeper);
      changed();
    });
  /** The one who wakes first; of those who wake together the one who lay down first. */
  const first = (): Sleeper | undefined => {
    let earliest: Sleeper | undefined;
    for (const sleeper of sleepers) if (earliest === undefined || sleeper.due < earliest.due) earliest = sleeper;
    return earliest;
  };
  /** Settles with the next change. */
  const nextChange = (): Promise<void> =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  return { add, changed, first, nextChange, changes: () => changes, count: () => sleepers.size };
}
