/** Counts the listeners of a signal. Listeners with `once` are not counted after the signal is aborted. */
export function countListeners(signal: AbortSignal): () => number {
  const registered = new Map<unknown, boolean>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: EventListenerOrEventListenerObject, options?: AddEventListenerOptions | boolean) => {
    registered.set(listener, typeof options === "object" && options.once === true);
    add(type, listener, options);
  };
  signal.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject) => {
    registered.delete(listener);
    remove(type, listener);
  };
  return () => [...registered.values()].filter((once) => !(once && signal.aborted)).length;
}
