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
