import type { Issue } from "./core/issue.js";

/** Stable names of what went wrong; messages may be reworded, codes may not. */
export type ErrorCode =
  | "bad-request"
  | "authentication"
  | "permission"
  | "not-found"
  | "rate-limit"
  | "server"
  | "connection"
  | "timeout"
  | "protocol"
  | "validation"
  | "credentials"
  | "configuration"
  | "download"
  | "task-failed"
  | "task-canceled"
  | "task-blocked"
  | "task-not-waiting"
  | "wait-timeout";

/**
 * What is known of a task whose id is not: plain data that `client.tasks.find` takes, in any process. The names are those of
 * the list's parameters; all that are given must hold.
 */
export interface TaskCriteria {
  /** The name of the video, exactly. */
  readonly asset_name?: string;
  /** The saved script that it was made from, exactly. */
  readonly script_id?: string;
  /** UTC, as the service writes times (`2026-01-31T08:00:00Z`): not created before this. */
  readonly create_since?: string;
  /** The user of your own application for whom it was created; by default the one of the call or the client. */
  readonly "X-App-UserId"?: string;
}

/** What every error of this package may tell. */
export interface ErrorDetails {
  /** `X-Request-Id` of the answer: what the service's support asks for. */
  readonly requestId?: string | undefined;
  /** How to fix it. */
  readonly hint?: string | undefined;
  /** Already without secrets. */
  readonly cause?: unknown;
  /** How many requests were sent. */
  readonly attempts?: number | undefined;
  /** True when the service may have accepted the request although no good answer came: look before you send it again. */
  readonly ambiguous?: boolean | undefined;
}

/** The root of all errors that this package throws on its own account. Holds no secret in any property. */
export class MetaStudioError extends Error {
  static {
    this.prototype.name = "MetaStudioError";
  }
  /** What went wrong, by a name that does not change. */
  readonly code: ErrorCode;
  declare readonly requestId?: string;
  declare readonly hint?: string;
  declare readonly attempts?: number;
  declare readonly ambiguous?: boolean;
  /** With `ambiguous`, from `client.tasks.create`: what `client.tasks.find` takes to look for the task that may have been created. */
  declare readonly findCriteria?: TaskCriteria;
  /** With `ambiguous`, from `client.videos.createAndWait`: the job ids that were found, of tasks that could be the one; none is certain. */
  declare readonly candidateJobIds?: readonly string[];
  /** The task that the error is about, or that had been created before it: with its id any process can go on. */
  declare readonly jobId?: string;
  /** How far `client.videos` had come: what it was doing for the task. */
  declare readonly step?: "created" | "waiting" | "asset";

  constructor(code: ErrorCode, message: string, details: ErrorDetails & Readonly<Record<string, unknown>> = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    for (const name in rest) if (rest[name] !== undefined) Object.assign(this, { [name]: rest[name] });
  }

  /** The error as plain data, without stack and cause. */
  toJSON(): Record<string, unknown> {
    return Object.assign<Record<string, unknown>, unknown>({ name: this.name, message: this.message }, this);
  }
}

export interface ApiErrorDetails extends ErrorDetails {
  readonly status: number;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The service, or the gateway before it, answered with an error. */
export class ApiError extends MetaStudioError {
  static {
    this.prototype.name = "ApiError";
  }
  /** HTTP status; decides what kind of error this is. */
  declare readonly status: number;
  /** `error_code` of the answer (Table 7); the published lists contradict each other, so it only adds the hint. */
  declare readonly errorCode?: string;
  /** `error_msg` of the answer, redacted. */
  declare readonly errorMessage?: string;
  /** How long the service asked to be left alone, in milliseconds. */
  declare readonly retryAfterMs?: number;

  constructor(code: ErrorCode, message: string, details: ApiErrorDetails) {
    super(code, message, { ...details });
  }
}

/** 400, 405, 409 and every other 4xx that has no class of its own: the same request will fail again. */
export class BadRequestError extends ApiError {
  static {
    this.prototype.name = "BadRequestError";
  }
}

/** 401: nobody, or not who they say. Never sent again blindly: six failures lock an access key for five minutes. */
export class AuthenticationError extends ApiError {
  static {
    this.prototype.name = "AuthenticationError";
  }
}

/** 403: known, but not allowed. */
export class PermissionError extends ApiError {
  static {
    this.prototype.name = "PermissionError";
  }
}

/** 404: no such task, or an API that is not published in this region. */
export class NotFoundError extends ApiError {
  static {
    this.prototype.name = "NotFoundError";
  }
}

/** Too many requests: 429, or a code that stands for it. */
export class RateLimitError extends ApiError {
  static {
    this.prototype.name = "RateLimitError";
  }
}

/** 408 and 5xx, after the retries that were harmless. */
export class ServerError extends ApiError {
  static {
    this.prototype.name = "ServerError";
  }
}

/** No answer: name not found, connection refused or lost. `cause` is a redacted copy of what was thrown. */
export class ConnectionError extends MetaStudioError {
  static {
    this.prototype.name = "ConnectionError";
  }
  constructor(message: string, details: ErrorDetails = {}) {
    super("connection", message, { ...details });
  }
}

/** An attempt took longer than `timeoutMs`. */
export class TimeoutError extends MetaStudioError {
  static {
    this.prototype.name = "TimeoutError";
  }
  /** Milliseconds that one attempt was given. */
  declare readonly timeoutMs: number;

  constructor(message: string, details: ErrorDetails & { readonly timeoutMs: number }) {
    super("timeout", message, { ...details });
  }
}

export interface ProtocolErrorDetails extends ErrorDetails {
  readonly status?: number | undefined;
  readonly contentType?: string | undefined;
  readonly excerpt?: string | undefined;
}

/** An answer that is none: HTML, empty, cut off, not an object, a redirect, or a succeeded task without its result. */
export class ProtocolError extends MetaStudioError {
  static {
    this.prototype.name = "ProtocolError";
  }
  /** HTTP status of the answer; 0 for a redirect that the runtime hides. */
  declare readonly status?: number;
  /** `Content-Type` of the answer. */
  declare readonly contentType?: string;
  /** The first characters of the body, redacted. */
  declare readonly excerpt?: string;

  constructor(message: string, details: ProtocolErrorDetails = {}) {
    super("protocol", message, { ...details });
  }
}

/** Parameters, a request body or (with `validate.response: "error"`) an answer that the contract does not allow. */
export class ValidationError extends MetaStudioError {
  static {
    this.prototype.name = "ValidationError";
  }
  /** Every place that the contract does not allow. */
  declare readonly issues: readonly Issue[];

  constructor(message: string, details: ErrorDetails & { readonly issues: readonly Issue[] }) {
    super("validation", message, { ...details });
  }
}

/** No credentials could be had; `tried` says where they were looked for. */
export class CredentialsError extends MetaStudioError {
  static {
    this.prototype.name = "CredentialsError";
  }
  /** The places in which credentials were looked for, never what stood there. */
  declare readonly tried?: readonly string[];

  constructor(message: string, details: ErrorDetails & { readonly tried?: readonly string[] | undefined } = {}) {
    super("credentials", message, { ...details });
  }
}

/** Options that are missing, wrong or contradict each other. */
export class ConfigurationError extends MetaStudioError {
  static {
    this.prototype.name = "ConfigurationError";
  }
  /** The options by name. */
  declare readonly options: readonly string[];

  constructor(message: string, details: ErrorDetails & { readonly options: readonly string[] }) {
    super("configuration", message, { ...details });
  }
}

/**
 * Why a file could not be had whole. `not-ready`: it is not there yet, ask again later. `unavailable`: it will not come.
 * `link`: its link leads to where no file may be fetched from. `refused`: a link that had just been given was refused.
 * `interrupted`: the connection broke again and again without progress. `changed`: another file took its place on the way.
 * `size`, `md5`: the bytes are not those that the service announced.
 */
export type DownloadFailureReason = "not-ready" | "unavailable" | "link" | "refused" | "interrupted" | "changed" | "size" | "md5";

export interface DownloadErrorDetails extends ErrorDetails {
  readonly reason: DownloadFailureReason;
  readonly assetId: string;
  readonly received?: number | undefined;
  readonly status?: number | undefined;
}

/** A file that cannot be had, or not whole: after everything that could be resumed was resumed. `reason` says why. */
export class DownloadError extends MetaStudioError {
  static {
    this.prototype.name = "DownloadError";
  }
  /** Why: `not-ready`, `unavailable`, `link`, `refused`, `interrupted`, `changed`, `size` or `md5`. */
  declare readonly reason: DownloadFailureReason;
  /** The asset that the file belongs to. */
  declare readonly assetId: string;
  /** Bytes that had been handed out, each once and in order. */
  declare readonly received: number;
  /** HTTP status of the last answer of the store that holds the file. */
  declare readonly status?: number;

  constructor(message: string, details: DownloadErrorDetails) {
    super("download", message, { ...details, received: details.received ?? 0 });
  }
}
