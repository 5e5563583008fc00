/** A queue without limit: a slow consumer loses nothing and stops nothing. Only the first end counts. */
export function createResultQueue<T>() {
  const values: T[] = [];
  let ending: { readonly error?: unknown } | undefined;
  let wake: () => void = () => {};
  const finish = (outcome: { readonly error?: unknown }): void => {
    ending ??= outcome;
    wake();
  };
  return {
    push(value: T): void {
      values.push(value);
      wake();
    },
    /** Ends the iteration after the queued values. */
    end: (): void => finish({}),
    /** Ends the iteration with an error after the queued values. */
    fail: (error: unknown): void => finish({ error }),
    async *read(): AsyncGenerator<T, void, undefined> {
      for (;;) {
        const value = values.shift();
        if (value !== undefined) yield value;
        else if (ending === undefined)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        else if ("error" in ending) throw ending.error;
        else return;
      }
    },
  };
}

/** Limits how many pieces of work run at the same time. */
export function createSlots(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  const slots = {
    /** Resolves when a slot is free, and takes it. */
    async acquire(): Promise<void> {
      if (free <= 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
    },
    /** Takes a slot even if none is free, for work that already runs. */
    take(): void {
      free -= 1;
    },
    release(): void {
      const next = free >= 0 ? waiting.shift() : undefined;
      if (next === undefined) free += 1;
      else next();
    },
    async run<T>(work: () => Promise<T>): Promise<T> {
      await slots.acquire();
      return work().finally(slots.release);
    },
  };
  return slots;
}

type Settled<R> = { readonly result: R; readonly remove: () => void };

/** Maps items with at most `concurrency` calls in flight and yields results as they complete. Rejects with the first failure. */
export async function* mapConcurrent<T, R>(
  items: Iterable<T>,
  concurrency: number,
  map: (item: T) => Promise<R> | R,
): AsyncGenerator<R, void, undefined> {
  const running = new Set<Promise<Settled<R>>>();
  const start = (item: T): void => {
    const run: Promise<Settled<R>> = Promise.resolve(map(item)).then((result) => ({ result, remove: () => running.delete(run) }));
    run.catch(() => {});
    running.add(run);
  };
  for (const item of items) {
    start(item);
    if (running.size >= concurrency) yield await takeFirst(running);
  }
  while (running.size > 0) yield await takeFirst(running);
}

async function takeFirst<R>(running: ReadonlySet<Promise<Settled<R>>>): Promise<R> {
  const { result, remove } = await Promise.race(running);
  remove();
  return result;
}
