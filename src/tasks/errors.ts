import { type Redactor, redactData } from "../core/redact.js";
import { type ErrorCode, type ErrorDetails, MetaStudioError } from "../errors.js";
import type { Task } from "./task-state.js";

/** What errors about a task carry. */
export interface TaskErrorDetails extends ErrorDetails {
  readonly jobId: string;
  readonly task?: Task | undefined;
  readonly redactor: Redactor;
}

/**
 * An error about one task. `task` is the task as it came, links included; it is not printed, and JSON and `inspect` show it
 * without the signed parts of its links.
 */
export class TaskError extends MetaStudioError {
  static {
    this.prototype.name = "TaskError";
  }
  /** The task's id, with which any process can go on. */
  declare readonly jobId: string;
  /** The task as it last came; absent where none came. */
  declare readonly task?: Task;
  readonly #redactor: Redactor;

  constructor(code: ErrorCode, message: string, details: TaskErrorDetails & Readonly<Record<string, unknown>>) {
    const { task, redactor, ...rest } = details;
    super(code, redactor.text(message), rest);
    this.#redactor = redactor;
    if (task !== undefined) Object.defineProperty(this, "task", { value: task, enumerable: false });
  }

  override toJSON(): Record<string, unknown> {
    return this.task === undefined ? super.toJSON() : { ...super.toJSON(), task: redactData(this.task, this.#redactor.text) };
  }
}

/** The task ended in FAILED; `errorCode` and `errorMessage` are those of its `error_info` (Table 7). */
export class TaskFailedError extends TaskError {
  static {
    this.prototype.name = "TaskFailedError";
  }
  declare readonly task: Task;
  /** `error_code` of the task's `error_info`. */
  declare readonly errorCode?: string;
  /** `error_msg` of the task's `error_info`, redacted. */
  declare readonly errorMessage?: string;
}

/** The task was canceled. */
export class TaskCanceledError extends TaskError {
  static {
    this.prototype.name = "TaskCanceledError";
  }
  declare readonly task: Task;
}

/** The task is frozen (BLOCK). Whether it can thaw is not documented; `onBlocked: "wait"` goes on waiting. */
export class TaskBlockedError extends TaskError {
  static {
    this.prototype.name = "TaskBlockedError";
  }
  declare readonly task: Task;
}

/** A task could not be canceled, since it does not wait any more; `task` says what it does instead. */
export class TaskNotWaitingError extends TaskError {
  static {
    this.prototype.name = "TaskNotWaitingError";
  }
  declare readonly task: Task;
}

/** The wait's deadline passed. The task goes on; its id is all that is needed to wait again, in any process. */
export class WaitTimeoutError extends TaskError {
  static {
    this.prototype.name = "WaitTimeoutError";
  }
  /** Times the task was asked for. */
  declare readonly polls: number;
}
