/** The callbacks of one signal and the single listener that calls them. */
interface SharedListener {
  readonly callbacks: Set<() => void>;
  readonly dispatch: () => void;
}

const listeners = new WeakMap<AbortSignal, SharedListener>();

/**
 * Calls `callback` when the signal is aborted, until the returned function is called. All callbacks of a signal share one
 * listener, because Node warns of a leak when a signal has more than ten.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const listener = listeners.get(signal) ?? addListener(signal);
  // wrapped, so that registering the same function twice calls it twice
  const call = (): void => callback();
  listener.callbacks.add(call);
  return () => {
    listener.callbacks.delete(call);
    if (listener.callbacks.size === 0) removeListener(signal, listener);
  };
}

/** Rejects with the signal's reason when the signal is aborted; otherwise settles like `promise`. Always removes its listener. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) {
      promise.catch(() => {});
      return abort();
    }
    const unsubscribe = onAbort(signal, abort);
    promise.then(resolve, reject).finally(unsubscribe);
  });
}

/** Creates a controller that is aborted together with `signal`, until `unlink` is called. */
export function linkedAbortController(signal: AbortSignal | undefined): { controller: AbortController; unlink: () => void } {
  const controller = new AbortController();
  if (signal === undefined) return { controller, unlink: () => {} };
  const abort = () => controller.abort(signal.reason);
  if (!signal.aborted) return { controller, unlink: onAbort(signal, abort) };
  abort();
  return { controller, unlink: () => {} };
}

function addListener(signal: AbortSignal): SharedListener {
  const callbacks = new Set<() => void>();
  const listener: SharedListener = {
    callbacks,
    dispatch: () => {
      removeListener(signal, listener);
      for (const call of callbacks) call();
    },
  };
  listeners.set(signal, listener);
  signal.addEventListener("abort", listener.dispatch);
  return listener;
}

function removeListener(signal: AbortSignal, listener: SharedListener): void {
  if (listeners.get(signal) !== listener) return;
  listeners.delete(signal);
  signal.removeEventListener("abort", listener.dispatch);
}
