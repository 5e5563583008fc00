import type { Issue } from "./core/issue.js";

/** Error codes. Codes are stable; messages can change. */
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
  | "upload"
  | "task-failed"
  | "task-canceled"
  | "task-blocked"
  | "task-not-waiting"
  | "task-type"
  | "wait-timeout";

/**
 * Criteria for finding a task whose ID is unknown, as plain data. Pass them to `client.tasks.find`, in any process. A task must
 * match all of them. `asset_name`, `script_id` and `create_since` are parameters of the list; the client applies the others.
 */
export interface TaskCriteria {
  /** Exact name of the video. */
  readonly asset_name?: string;
  /** ID of the saved script that the video was created from. */
  readonly script_id?: string;
  /** Earliest creation time, in UTC (`2026-01-31T08:00:00Z`). */
  readonly create_since?: string;
  /** Tasks that ended before this time do not match. Same format as `create_since`. */
  readonly ended_since?: string;
  /** Tasks that do not match, because they are known to result from other requests. */
  readonly exclude_job_ids?: readonly string[];
  /** ID of your end user. Defaults to the `appUserId` of the call or the client. */
  readonly "X-App-UserId"?: string;
}

/** Details of a `MetaStudioError`. */
export interface ErrorDetails {
  /** Request ID of the response (`X-Request-Id`). Include it when you contact the service's support. */
  readonly requestId?: string | undefined;
  /** How to fix the error. */
  readonly hint?: string | undefined;
  /** The underlying error, with secrets redacted. */
  readonly cause?: unknown;
  /** Number of requests sent, including retries. */
  readonly attempts?: number | undefined;
  /** True if the service may have processed the request although no valid response arrived. Check the result before you retry. */
  readonly ambiguous?: boolean | undefined;
}

/** Base class of all errors thrown by this package. No property contains a secret. */
export class MetaStudioError extends Error {
  static {
    this.prototype.name = "MetaStudioError";
  }
  /** Stable error code. */
  readonly code: ErrorCode;
  declare readonly requestId?: string;
  declare readonly hint?: string;
  declare readonly attempts?: number;
  declare readonly ambiguous?: boolean;
  /** Set by `client.tasks.create` if `ambiguous` is true: criteria for `client.tasks.find` to find the task that may have been created. */
  declare readonly findCriteria?: TaskCriteria;
  /** Set by `client.videos.createAndWait` if `ambiguous` is true: job IDs of tasks that may result from the request. */
  declare readonly candidateJobIds?: readonly string[];
  /** Job ID of the task concerned. Use it to resume from any process. */
  declare readonly jobId?: string;
  /** The step of `client.videos` that failed. */
  declare readonly step?: "created" | "waiting" | "asset";

  constructor(code: ErrorCode, message: string, details: ErrorDetails & Readonly<Record<string, unknown>> = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    for (const name in rest) if (rest[name] !== undefined) Object.assign(this, { [name]: rest[name] });
  }

  /** Returns the error as plain data, without stack and cause. */
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

/** The service or its gateway responded with an error. */
export class ApiError extends MetaStudioError {
  static {
    this.prototype.name = "ApiError";
  }
  /** HTTP status. It determines the error class. */
  declare readonly status: number;
  /** `error_code` of the response (Table 7). It only determines the hint, because the published lists of codes contradict each other. */
  declare readonly errorCode?: string;
  /** `error_msg` of the response, redacted. */
  declare readonly errorMessage?: string;
  /** Delay from `Retry-After`, in milliseconds. */
  declare readonly retryAfterMs?: number;

  constructor(code: ErrorCode, message: string, details: ApiErrorDetails) {
    super(code, message, { ...details });
  }
}

/** 400, 405, 409 and any other 4xx without a dedicated class. The same request would fail again. */
export class BadRequestError extends ApiError {
  static {
    this.prototype.name = "BadRequestError";
  }
  declare readonly code: "bad-request";
}

/** 401: missing or invalid credentials. The request is not retried unchanged, because six failures lock an access key for five minutes. */
export class AuthenticationError extends ApiError {
  static {
    this.prototype.name = "AuthenticationError";
  }
  declare readonly code: "authentication";
}

/** 403: the credentials are valid but lack the permission. */
export class PermissionError extends ApiError {
  static {
    this.prototype.name = "PermissionError";
  }
  declare readonly code: "permission";
}

/** 404: the resource does not exist, or the API is not available in the region. */
export class NotFoundError extends ApiError {
  static {
    this.prototype.name = "NotFoundError";
  }
  declare readonly code: "not-found";
}

/** Too many requests: status 429, or an error code with that meaning. */
export class RateLimitError extends ApiError {
  static {
    this.prototype.name = "RateLimitError";
  }
  declare readonly code: "rate-limit";
}

/** 408 or 5xx, after all retries that have no side effects. */
export class ServerError extends ApiError {
  static {
    this.prototype.name = "ServerError";
  }
  declare readonly code: "server";
}

/** No response: the host was not found, or the connection was refused or lost. `cause` is a redacted copy of the original error. */
export class ConnectionError extends MetaStudioError {
  static {
    this.prototype.name = "ConnectionError";
  }
  declare readonly code: "connection";
  constructor(message: string, details: ErrorDetails = {}) {
    super("connection", message, { ...details });
  }
}

/** An attempt did not finish within `timeoutMs`. */
export class TimeoutError extends MetaStudioError {
  static {
    this.prototype.name = "TimeoutError";
  }
  declare readonly code: "timeout";
  /** Timeout of one attempt in milliseconds. */
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

/** The response is malformed: HTML, empty, truncated, not a JSON object, a redirect, or a succeeded task without a result. */
export class ProtocolError extends MetaStudioError {
  static {
    this.prototype.name = "ProtocolError";
  }
  declare readonly code: "protocol";
  /** HTTP status. It is 0 for a redirect in a browser. */
  declare readonly status?: number;
  /** `Content-Type` of the response. */
  declare readonly contentType?: string;
  /** The first characters of the response body, redacted. */
  declare readonly excerpt?: string;

  constructor(message: string, details: ProtocolErrorDetails = {}) {
    super("protocol", message, { ...details });
  }
}

/** The parameters or the request body are invalid, or the response with `validate.response: "error"`. */
export class ValidationError extends MetaStudioError {
  static {
    this.prototype.name = "ValidationError";
  }
  declare readonly code: "validation";
  /** All validation issues. */
  declare readonly issues: readonly Issue[];

  constructor(message: string, details: ErrorDetails & { readonly issues: readonly Issue[] }) {
    super("validation", message, { ...details });
  }
}

/** Creates the error of a request that has one issue and is not sent. */
export function createInvalidRequestError(message: string, issue: Omit<Issue, "severity">, hint?: string): ValidationError {
  return new ValidationError(message, { issues: [{ ...issue, severity: "error" }], hint });
}

/** No credentials are available, or the provider failed. `tried` lists the sources that were checked. */
export class CredentialsError extends MetaStudioError {
  static {
    this.prototype.name = "CredentialsError";
  }
  declare readonly code: "credentials";
  /** Names of the checked sources, without their contents. */
  declare readonly tried?: readonly string[];

  constructor(message: string, details: ErrorDetails & { readonly tried?: readonly string[] | undefined } = {}) {
    super("credentials", message, { ...details });
  }
}

/** Options are missing, invalid or contradictory. */
export class ConfigurationError extends MetaStudioError {
  static {
    this.prototype.name = "ConfigurationError";
  }
  declare readonly code: "configuration";
  /** Names of the options. */
  declare readonly options: readonly string[];

  constructor(message: string, details: ErrorDetails & { readonly options: readonly string[] }) {
    super("configuration", message, { ...details });
  }
}

/**
 * Reason of a failed download.
 *
 * - `not-ready`: the file is not available yet; try again later.
 * - `unavailable`: the file will not become available.
 * - `invalid-url`: the download URL is not allowed, for example because it does not use HTTPS.
 * - `rejected`: the storage server rejected a new download URL, or returned a permanent error.
 * - `interrupted`: the connection failed repeatedly without progress.
 * - `changed`: the file was replaced during the download.
 * - `size`, `md5`: the received bytes do not match the size or MD5 from the service.
 * - `file-exists`: the path already has a file with other contents.
 * - `write`: the file cannot be written, for example because the disk is full.
 */
export type DownloadFailureReason =
  | "not-ready"
  | "unavailable"
  | "invalid-url"
  | "rejected"
  | "interrupted"
  | "changed"
  | "size"
  | "md5"
  | "file-exists"
  | "write";

export interface DownloadErrorDetails extends ErrorDetails {
  readonly reason: DownloadFailureReason;
  readonly assetId: string;
  readonly received?: number | undefined;
  readonly status?: number | undefined;
}

/** A file could not be downloaded, or not completely, although the download was resumed where possible. `reason` states the cause. */
export class DownloadError extends MetaStudioError {
  static {
    this.prototype.name = "DownloadError";
  }
  declare readonly code: "download";
  /** Reason: `not-ready`, `unavailable`, `invalid-url`, `rejected`, `interrupted`, `changed`, `size`, `md5`, `file-exists` or `write`. */
  declare readonly reason: DownloadFailureReason;
  /** ID of the asset that contains the file. */
  declare readonly assetId: string;
  /** Number of bytes delivered to the caller. */
  declare readonly received: number;
  /** HTTP status of the last response of the storage service. */
  declare readonly status?: number;

  constructor(message: string, details: DownloadErrorDetails) {
    super("download", message, { ...details, received: details.received ?? 0 });
  }
}

export interface UploadErrorDetails extends ErrorDetails {
  readonly id: string;
  readonly status?: number | undefined;
}

/** A file could not be uploaded to its signed URL, although transient failures were retried. */
export class UploadError extends MetaStudioError {
  static {
    this.prototype.name = "UploadError";
  }
  declare readonly code: "upload";
  /** ID of the asset or of the saved script that the file belongs to. */
  declare readonly id: string;
  /** HTTP status of the last response of the storage service. */
  declare readonly status?: number;

  constructor(message: string, details: UploadErrorDetails) {
    super("upload", message, { ...details });
  }
}
