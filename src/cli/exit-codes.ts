import { didYouMean, quoteArgument } from "../core/strings.js";
import { type ErrorCode, MetaStudioError } from "../errors.js";

/** Exit codes by name. They are stable, so that scripts can rely on them. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  invalid: 3,
  authentication: 4,
  service: 5,
  failed: 6,
  canceled: 7,
  blocked: 8,
  timeout: 124,
  interrupted: 130,
} as const;

export type ExitCodeName = keyof typeof exitCodes;

/** Descriptions of the exit codes, for `--help` and docs/cli.md. */
export const exitCodeDescriptions: Readonly<Record<ExitCodeName, string>> = {
  ok: "success",
  internal: "internal error",
  usage: "invalid flag, argument, file or setting",
  invalid: "validation failed",
  authentication: "credentials missing, invalid or not authorized",
  service: "service or network error",
  failed: "task failed",
  canceled: "task canceled",
  blocked: "task frozen",
  timeout: "wait timed out; the task keeps running",
  interrupted: "interrupted by Ctrl-C or SIGTERM; the task keeps running",
};

/** Invalid usage: a flag, argument, file or setting. `hint` says how to fix it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Creates the error for a name that is not known, and suggests a similar one, or gives another hint. */
export const unknownName = (kind: string, name: string, known: readonly string[], hint: string): UsageError =>
  new UsageError(`Unknown ${kind} ${quoteArgument(name)}.`, didYouMean(name, known, hint));

/** The run was stopped by SIGINT, SIGTERM or a closed standard output. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
  readonly code = "interrupted";
}

/** An error of the command line, the client or the service. All others are internal errors. */
export const isExpected = (error: unknown): error is UsageError | InterruptedError | MetaStudioError =>
  error instanceof UsageError || error instanceof InterruptedError || error instanceof MetaStudioError;

/** Returns the exit code for an error; `internal` for unknown errors. */
export function exitCodeOf(error: unknown): number {
  return isExpected(error) ? exitCodes[exitCodeNames[error.code] ?? "service"] : exitCodes.internal;
}

/** Exit codes by error code, unless they are `service`. */
const exitCodeNames: Readonly<Partial<Record<ErrorCode | "usage" | "interrupted", ExitCodeName>>> = {
  usage: "usage",
  interrupted: "interrupted",
  configuration: "usage",
  // only parameters are validated here, and they come from the command line
  validation: "usage",
  authentication: "authentication",
  permission: "authentication",
  credentials: "authentication",
  "task-failed": "failed",
  "task-canceled": "canceled",
  "task-blocked": "blocked",
  "wait-timeout": "timeout",
};
