import { abortable } from "../core/abort.js";
import { type Redactor, redactData } from "../core/redact.js";
import type { ErrorCodes } from "./response.js";

/** Receives debug and warning messages; `console` works. Logging is off by default. Secrets are always redacted. */
export interface Logger {
  debug?(message: string, fields: Readonly<Record<string, unknown>>): void;
  warn?(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** Internal logger that never throws. A method is undefined if the caller's logger lacks it, so that fields are not built needlessly. */
export type Log = Partial<Record<"debug" | "warn", (message: string, fields: Readonly<Record<string, unknown>>) => void>>;

/** Wraps the caller's logger: redacts secrets and ignores errors that the logger throws. */
export function createLog(logger: Logger | undefined, redactor: Redactor): Log {
  const log: Log = {};
  for (const level of ["debug", "warn"] as const) {
    if (logger?.[level] === undefined) continue;
    log[level] = (message, fields) => {
      try {
        logger[level]?.(redactor.redact(message), redactFields(fields, redactor));
      } catch {
        // an error of the logger must not fail the call
      }
    };
  }
  return log;
}

function redactFields(fields: Readonly<Record<string, unknown>>, redactor: Redactor): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactData(value, redactor.redact)]));
}

/** Loads the error codes of the contract. If the import fails, an error is reported without a hint. */
export function loadErrorCodes(load: (() => Promise<ErrorCodes>) | undefined, signal: AbortSignal | undefined): Promise<ErrorCodes> {
  return abortable(load === undefined ? Promise.resolve({}) : load().catch(() => ({})), signal);
}
