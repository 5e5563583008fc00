/** Where the client tells what it does; `console` will do. Nothing is told by default. No secret is ever told. */
export interface Logger {
  debug?(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn?(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** A logger that is always there and never throws. */
export type Log = Required<Logger>;

/** Wraps what the caller gave; a logger that throws must not fail the call. */
export function createLog(logger: Logger | undefined): Log {
  const tell =
    (level: "debug" | "warn") =>
    (message: string, fields: Readonly<Record<string, unknown>>): void => {
      try {
        logger?.[level]?.(message, fields);
      } catch {
        // the call goes on
      }
    };
  return { debug: tell("debug"), warn: tell("warn") };
}
