import { onAbort } from "./listeners.js";

/** The promise, or the signal's reason as soon as it is aborted; the listener is gone either way. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) {
      promise.catch(() => {});
      return stop();
    }
    const leave = onAbort(signal, stop);
    promise.then(resolve, reject).finally(leave);
  });
}

/** A controller that follows an outer signal until `unlink` is called. */
export function linked(outer: AbortSignal | undefined): { controller: AbortController; unlink: () => void } {
  const controller = new AbortController();
  if (outer === undefined) return { controller, unlink: () => {} };
  const follow = () => controller.abort(outer.reason);
  if (!outer.aborted) return { controller, unlink: onAbort(outer, follow) };
  follow();
  return { controller, unlink: () => {} };
}
