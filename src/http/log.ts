import { type Redactor, redactData } from "./redact.js";

/** Where the client tells what it does; `console` will do. Nothing is told by default. No secret is ever told. */
export interface Logger {
  debug?(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn?(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** A logger that is always there and never throws. */
export type Log = Required<Logger>;

/** Wraps what the caller gave: secrets are taken out, and a logger that throws does not fail the call. */
export function createLog(logger: Logger | undefined, redactor: Redactor): Log {
  const tell =
    (level: "debug" | "warn") =>
    (message: string, fields: Readonly<Record<string, unknown>>): void => {
      if (logger?.[level] === undefined) return;
      try {
        logger[level]?.(redactor.text(message), redactFields(fields, redactor));
      } catch {
        // the call goes on
      }
    };
  return { debug: tell("debug"), warn: tell("warn") };
}

function redactFields(fields: Readonly<Record<string, unknown>>, redactor: Redactor): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactData(value, redactor.text)]));
}
