/** Counts the listeners that stand on a signal; those that were to fire once are gone when it has been aborted. */
export function countListeners(signal: AbortSignal): () => number {
  const live = new Map<unknown, boolean>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListenerOrEventListenerObject, options?: AddEventListenerOptions | boolean) => {
    live.set(listener, typeof options === "object" && options.once === true);
    add(type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    live.delete(listener);
    remove(type, listener);
  };
  return () => [...live.values()].filter((once) => !(once && signal.aborted)).length;
}
