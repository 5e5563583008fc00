/** Who waits for a signal, and the one listener that tells them. */
interface Audience {
  readonly waiting: Set<() => void>;
  readonly tell: () => void;
}

const audiences = new WeakMap<AbortSignal, Audience>();

/**
 * Calls back when the signal is aborted, until the returned function is called. However many wait for one signal, it has one
 * listener: Node takes more than ten for a leak and warns.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const audience = audiences.get(signal) ?? gather(signal);
  // two who give the same function are two
  const call = (): void => callback();
  audience.waiting.add(call);
  return () => {
    audience.waiting.delete(call);
    if (audience.waiting.size === 0) dismiss(signal, audience);
  };
}

function gather(signal: AbortSignal): Audience {
  const waiting = new Set<() => void>();
  const audience: Audience = {
    waiting,
    tell: () => {
      dismiss(signal, audience);
      for (const call of waiting) call();
    },
  };
  audiences.set(signal, audience);
  signal.addEventListener("abort", audience.tell);
  return audience;
}

function dismiss(signal: AbortSignal, audience: Audience): void {
  if (audiences.get(signal) !== audience) return;
  audiences.delete(signal);
  signal.removeEventListener("abort", audience.tell);
}
