/** Does the work on all items, `lanes` at a time, and gives what comes of them as it comes. Rejects with the first failure. */
export async function* pool<T, R>(
  items: Iterable<T>,
  lanes: number,
  work: (item: T) => Promise<R> | R,
): AsyncGenerator<R, void, undefined> {
  const running = new Set<Promise<{ result: R; done: () => void }>>();
  const start = (item: T): void => {
    const run: Promise<{ result: R; done: () => void }> = Promise.resolve(work(item)).then((result) => ({
      result,
      done: () => running.delete(run),
    }));
    run.catch(() => {});
    running.add(run);
  };
  for (const item of items) {
    start(item);
    if (running.size >= lanes) yield await next(running);
  }
  while (running.size > 0) yield await next(running);
}

async function next<R>(running: ReadonlySet<Promise<{ result: R; done: () => void }>>): Promise<R> {
  const { result, done } = await Promise.race(running);
  done();
  return result;
}
