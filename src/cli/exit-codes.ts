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
import {
  TaskBlockedError,
  TaskCanceledError,
  TaskFailedError,
  TaskNotWaitingError,
  TaskTypeError,
  WaitTimeoutError,
} from "../tasks/errors.js";

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
  const [, name] = classes.find(([errorClasses]) => errorClasses.some((errorClass) => error instanceof errorClass)) ?? [];
  return exitCodes[name ?? "internal"];
}

type ErrorClass = new (...parameters: never[]) => Error;

// the first match wins: subclasses come before their base classes
const classes: readonly (readonly [readonly ErrorClass[], ExitCodeName])[] = [
  // only parameters are validated here, and they come from the command line
  [[UsageError, ConfigurationError, ValidationError], "usage"],
  [[AuthenticationError, PermissionError, CredentialsError], "authentication"],
  [[TaskFailedError], "failed"],
  [[TaskCanceledError], "canceled"],
  [[TaskBlockedError], "blocked"],
  [[WaitTimeoutError], "timeout"],
  [[InterruptedError], "interrupted"],
  [[TaskNotWaitingError, TaskTypeError, DownloadError, UploadError, ApiError, ConnectionError, TimeoutError, ProtocolError], "service"],
];
