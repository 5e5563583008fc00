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
  ValidationError,
} from "../errors.js";
import { TaskBlockedError, TaskCanceledError, TaskFailedError, TaskNotWaitingError, WaitTimeoutError } from "../tasks/errors.js";

/** What the program ends with; stable, for scripts. */
export const exits = {
  ok: 0,
  bug: 1,
  usage: 2,
  findings: 3,
  authentication: 4,
  service: 5,
  failed: 6,
  canceled: 7,
  blocked: 8,
  timeout: 124,
  interrupted: 130,
} as const;

export type ExitName = keyof typeof exits;

/** The table of exit codes, for `--help`. */
export const exitMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [exits.ok, "all went well"],
  [exits.bug, "a fault of this program"],
  [exits.usage, "wrong usage: a flag, a file, a setting"],
  [exits.findings, "there are findings"],
  [exits.authentication, "credentials are missing, wrong or not allowed to do this"],
  [exits.service, "the service or the network"],
  [exits.failed, "the task failed"],
  [exits.canceled, "the task was canceled"],
  [exits.blocked, "the task is frozen"],
  [exits.timeout, "the wait took too long; the task goes on"],
  [exits.interrupted, "interrupted by Ctrl-C or SIGTERM; the task goes on"],
];

/** What the person at the keyboard can fix: exit code 2. */
export class UsageError extends Error {
  /** How to fix it. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}

/** Ctrl-C, SIGTERM, or nobody who reads any more. */
export class Interrupted extends Error {
  constructor(why: string) {
    super(why);
    this.name = "Interrupted";
  }
}

/** The exit code of an error. */
export function exitOf(error: unknown): number {
  for (const [kind, code] of kinds) if (error instanceof kind) return code;
  return exits.bug;
}

// the first kind that fits: the special before the general
const kinds: readonly (readonly [new (...parameters: never[]) => Error, number])[] = [
  [UsageError, exits.usage],
  [ConfigurationError, exits.usage],
  // parameters come from the command line
  [ValidationError, exits.usage],
  [AuthenticationError, exits.authentication],
  [PermissionError, exits.authentication],
  [CredentialsError, exits.authentication],
  [TaskFailedError, exits.failed],
  [TaskCanceledError, exits.canceled],
  [TaskBlockedError, exits.blocked],
  [TaskNotWaitingError, exits.service],
  [WaitTimeoutError, exits.timeout],
  [Interrupted, exits.interrupted],
  [DownloadError, exits.service],
  [ApiError, exits.service],
  [ConnectionError, exits.service],
  [TimeoutError, exits.service],
  [ProtocolError, exits.service],
];
