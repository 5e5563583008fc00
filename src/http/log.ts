import { type Redactor, redactData } from "../core/redact.js";

/** Where the client tells what it does; `console` will do. Nothing is told by default. No secret is ever told. */
export interface Logger {
  debug?(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn?(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What the client tells it by: absent where nobody listens, so that nothing is put together for nobody. Never throws. */
export type Log = Partial<Record<"debug" | "warn", (message: string, fields: Readonly<Record<string, unknown>>) => void>>;

/** Wraps what the caller gave: secrets are taken out, and a logger that throws does not fail the call. */
export function createLog(logger: Logger | undefined, redactor: Redactor): Log {
  const log: Log = {};
  for (const level of ["debug", "warn"] as const) {
    if (logger?.[level] === undefined) continue;
    log[level] = (message, fields) => {
      try {
        logger[level]?.(redactor.text(message), redactFields(fields, redactor));
      } catch {
        // the call goes on
      }
    };
  }
  return log;
}

function redactFields(fields: Readonly<Record<string, unknown>>, redactor: Redactor): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactData(value, redactor.text)]));
}
