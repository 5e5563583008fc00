/** A value that is loaded once, usually by an `import()`. */
export interface Lazy<T> {
  /** The value, once it is loaded. Callers that read it first do not wait for a promise. */
  readonly current: T | undefined;
  /** Loads the value. After a failure, the next call loads again. */
  load(): Promise<T>;
}

export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let current: T | undefined;
  let pending: Promise<T> | undefined;
  return {
    get current() {
      return current;
    },
    load() {
      pending ??= load().then(
        (value) => {
          current = value;
          return value;
        },
        (error: unknown) => {
          pending = undefined;
          throw error;
        },
      );
      return pending;
    },
  };
}
