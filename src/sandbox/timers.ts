import { onAbort } from "../core/abort.js";
import type { SleepPurpose } from "../core/clock.js";

/** A pending timer of a manually advanced clock. */
export interface Timer {
  readonly due: number;
  readonly purpose: SleepPurpose;
  /** Removes the timer and resolves its promise. */
  wake(): void;
}

/** Creates the set of pending timers of a manually advanced clock, and counts its changes. */
export function createTimers() {
  const timers = new Set<Timer>();
  let changes = 0;
  let notify: () => void = () => {};
  /** Records a change, of the timers or of any other state that the caller waits for. */
  const changed = (): void => {
    changes += 1;
    notify();
  };
  /** Resolves when the timer is woken; rejects with the signal's reason when aborted. */
  const add = (due: number, purpose: SleepPurpose, signal?: AbortSignal): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const remove = (): void => {
        timers.delete(timer);
        removeAbortListener?.();
        changed();
      };
      const abort = (): void => {
        remove();
        reject(signal?.reason);
      };
      const wake = (): void => {
        remove();
        resolve();
      };
      const timer: Timer = { due, purpose, wake };
      const removeAbortListener = signal && onAbort(signal, abort);
      timers.add(timer);
      changed();
    });
  /** Returns the timer that is due first; ties are broken by insertion order. */
  const first = (): Timer | undefined => {
    let earliest: Timer | undefined;
    for (const timer of timers) if (earliest === undefined || timer.due < earliest.due) earliest = timer;
    return earliest;
  };
  /** Resolves at the next change. */
  const nextChange = (): Promise<void> =>
    new Promise<void>((resolve) => {
      notify = resolve;
    });
  return { add, changed, first, nextChange, changes: () => changes, count: () => timers.size };
}
