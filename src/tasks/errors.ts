import { type Redactor, redactData } from "../core/redact.js";
import {
  type AuthenticationError,
  type BadRequestError,
  type ConfigurationError,
  type ConnectionError,
  type CredentialsError,
  type DownloadError,
  type ErrorCode,
  type ErrorDetails,
  MetaStudioError,
  type NotFoundError,
  type PermissionError,
  type ProtocolError,
  type RateLimitError,
  type ServerError,
  type TimeoutError,
  type UploadError,
  type ValidationError,
} from "../errors.js";
import type { Task } from "./task-state.js";

/** Constructor details of a `TaskError`. */
export interface TaskErrorDetails extends ErrorDetails {
  readonly jobId: string;
  readonly task?: Task | undefined;
  readonly redactor: Redactor;
}

/**
 * Base class of errors about one task. `task` holds the last response unchanged, including signed URLs. The property is not
 * enumerable; `toJSON()` and `util.inspect()` redact the signatures.
 */
export class TaskError extends MetaStudioError {
  static {
    this.prototype.name = "TaskError";
  }
  /** ID of the task. Any process can use it to resume. */
  declare readonly jobId: string;
  /** Last known state of the task; `undefined` if no query succeeded. */
  declare readonly task?: Task;
  readonly #redactor: Redactor;

  constructor(code: ErrorCode, message: string, details: TaskErrorDetails & Readonly<Record<string, unknown>>) {
    const { task, redactor, ...rest } = details;
    super(code, redactor.redact(message), rest);
    this.#redactor = redactor;
    if (task !== undefined) Object.defineProperty(this, "task", { value: task, enumerable: false });
  }

  override toJSON(): Record<string, unknown> {
    return this.task === undefined ? super.toJSON() : { ...super.toJSON(), task: redactData(this.task, this.#redactor.redact) };
  }
}

/** The task ended in the state FAILED. */
export class TaskFailedError extends TaskError {
  static {
    this.prototype.name = "TaskFailedError";
  }
  declare readonly code: "task-failed";
  declare readonly task: Task;
  /** `error_code` from the task's `error_info`. */
  declare readonly errorCode?: string;
  /** `error_msg` from the task's `error_info`, redacted. */
  declare readonly errorMessage?: string;
}

/** The task was canceled. */
export class TaskCanceledError extends TaskError {
  static {
    this.prototype.name = "TaskCanceledError";
  }
  declare readonly code: "task-canceled";
  declare readonly task: Task;
}

/** The task is in the state BLOCK. Whether it can leave this state is not documented; `onBlocked: "wait"` keeps polling. */
export class TaskBlockedError extends TaskError {
  static {
    this.prototype.name = "TaskBlockedError";
  }
  declare readonly code: "task-blocked";
  declare readonly task: Task;
}

/** The task could not be canceled because it is no longer waiting; `task` has its current state. */
export class TaskNotWaitingError extends TaskError {
  static {
    this.prototype.name = "TaskNotWaitingError";
  }
  declare readonly code: "task-not-waiting";
  declare readonly task: Task;
}

/**
 * The task makes a photo-based video, which only the separate operations ShowPhotoDigitalHumanVideo and CancelPhotoDigitalHumanVideo
 * read and cancel. They are not part of this package.
 */
export class TaskTypeError extends TaskError {
  static {
    this.prototype.name = "TaskTypeError";
  }
  declare readonly code: "task-type";
  declare readonly task: Task;
}

/** `deadlineMs` elapsed before the task finished. The task keeps running; call `wait()` again with the same `jobId`. */
export class WaitTimeoutError extends TaskError {
  static {
    this.prototype.name = "WaitTimeoutError";
  }
  declare readonly code: "wait-timeout";
  /** Number of polls made. */
  declare readonly polls: number;
}

/** Every error that this package throws. `code` narrows it to one class. */
export type KnownError =
  | AuthenticationError
  | BadRequestError
  | ConfigurationError
  | ConnectionError
  | CredentialsError
  | DownloadError
  | NotFoundError
  | PermissionError
  | ProtocolError
  | RateLimitError
  | ServerError
  | TaskBlockedError
  | TaskCanceledError
  | TaskFailedError
  | TaskNotWaitingError
  | TaskTypeError
  | TimeoutError
  | UploadError
  | ValidationError
  | WaitTimeoutError;

/** Whether a caught value is an error of this package: `if (isMetaStudioError(error)) switch (error.code) …`. */
export function isMetaStudioError(error: unknown): error is KnownError {
  return error instanceof MetaStudioError;
}
