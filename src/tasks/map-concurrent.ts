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
