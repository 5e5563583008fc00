import {
  ApiError,
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  CredentialsError,
  DownloadError,
  PermissionError,
  ProtocolError,
  TimeoutError,
  UploadError,
  ValidationError,
} from "../errors.js";
import { TaskBlockedError, TaskCanceledError, TaskFailedError, TaskNotWaitingError, WaitTimeoutError } from "../tasks/errors.js";

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

/** Exit codes with their descriptions, for `--help` and docs/cli.md. */
export const exitCodeDescriptions: readonly (readonly [code: number, description: string])[] = [
  [exitCodes.ok, "success"],
  [exitCodes.internal, "internal error"],
  [exitCodes.usage, "invalid flag, argument, file or setting"],
  [exitCodes.invalid, "validation failed"],
  [exitCodes.authentication, "credentials missing, invalid or not authorized"],
  [exitCodes.service, "service or network error"],
  [exitCodes.failed, "task failed"],
  [exitCodes.canceled, "task canceled"],
  [exitCodes.blocked, "task frozen"],
  [exitCodes.timeout, "wait timed out; the task keeps running"],
  [exitCodes.interrupted, "interrupted by Ctrl-C or SIGTERM; the task keeps running"],
];

/** Invalid usage: a flag, argument, file or setting. Exit code 2. */
export class UsageError extends Error {
  /** How to fix it. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}

/** The run was stopped by SIGINT, SIGTERM or a closed standard output. Exit code 130. */
export class InterruptedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InterruptedError";
  }
}

/** Returns the exit code for an error; `internal` for unknown errors. */
export function exitCodeOf(error: unknown): number {
  for (const [errorClass, code] of exitCodeByClass) if (error instanceof errorClass) return code;
  return exitCodes.internal;
}

// the first match wins: subclasses come before their base classes
const exitCodeByClass: readonly (readonly [new (...parameters: never[]) => Error, number])[] = [
  [UsageError, exitCodes.usage],
  [ConfigurationError, exitCodes.usage],
  // only parameters are validated here, and they come from the command line
  [ValidationError, exitCodes.usage],
  [AuthenticationError, exitCodes.authentication],
  [PermissionError, exitCodes.authentication],
  [CredentialsError, exitCodes.authentication],
  [TaskFailedError, exitCodes.failed],
  [TaskCanceledError, exitCodes.canceled],
  [TaskBlockedError, exitCodes.blocked],
  [TaskNotWaitingError, exitCodes.service],
  [WaitTimeoutError, exitCodes.timeout],
  [InterruptedError, exitCodes.interrupted],
  [DownloadError, exitCodes.service],
  [UploadError, exitCodes.service],
  [ApiError, exitCodes.service],
  [ConnectionError, exitCodes.service],
  [TimeoutError, exitCodes.service],
  [ProtocolError, exitCodes.service],
];
