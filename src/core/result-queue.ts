/** A queue without limit: a slow consumer loses nothing and stops nothing. */
export interface ResultQueue<T> {
  push(value: T): void;
  /** Ends the iteration after the queued values. */
  end(): void;
  /** Ends the iteration with an error after the queued values. Only the first error counts. */
  fail(error: unknown): void;
  read(): AsyncGenerator<T, void, undefined>;
}

export function createResultQueue<T>(): ResultQueue<T> {
  const values: T[] = [];
  let ending: { readonly error?: unknown } | undefined;
  let wake: () => void = () => {};
  const finish = (outcome: { readonly error?: unknown }): void => {
    ending ??= outcome;
    wake();
  };
  return {
    push(value) {
      values.push(value);
      wake();
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    async *read() {
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
