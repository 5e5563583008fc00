export type { Methods } from "../generated/client.js";
export type * from "../generated/types.js";
export type { Download, DownloadOptions } from "./assets/download.js";
export type { FileCategory } from "./assets/find-asset-file.js";
export type { Asset, Assets } from "./assets/index.js";
export type { AssetFilter } from "./assets/list.js";
export type { SavedFile, SaveOptions } from "./assets/save-to.js";
export type { ByteStream } from "./assets/stream.js";
export type { UploadedAsset, UploadProperties, UploadSource } from "./assets/upload.js";
export type { CredentialContext, CredentialProvider, Credentials, KeyCredentials, TokenCredentials } from "./auth/credentials.js";
export { type IamTokenOptions, iamToken } from "./auth/iam.js";
export { type Client, createClient } from "./client.js";
export type { ClientOptions, Region } from "./context.js";
export type { Clock, SleepPurpose } from "./core/clock.js";
export type { Fix, Issue, IssueCode, Severity } from "./core/issue.js";
export type { ApiPromise, ApiResponse, CallOptions, ValidationMode } from "./core/operation-call.js";
export { redactUrls } from "./core/redact.js";
export type { CustomRule, RuleViolation } from "./custom-rules.js";
export {
  ApiError,
  AuthenticationError,
  BadRequestError,
  ConfigurationError,
  ConnectionError,
  CredentialsError,
  DownloadError,
  type DownloadFailureReason,
  type ErrorCode,
  MetaStudioError,
  NotFoundError,
  PermissionError,
  ProtocolError,
  RateLimitError,
  ServerError,
  type TaskCriteria,
  TimeoutError,
  UploadError,
  ValidationError,
} from "./errors.js";
export type { Drift, RetryOptions } from "./http/client-defaults.js";
export type { Logger } from "./http/log.js";
export type { LimitStatus, RateLimit } from "./http/rate-limiter.js";
export type { FetchedResponse, FetchFunction, FetchInit } from "./options.js";
export type { Scripts } from "./scripts/index.js";
export type { ScriptFilter } from "./scripts/list.js";
export type { AudioProperties, UploadedAudio } from "./scripts/upload-audio.js";
export {
  isMetaStudioError,
  type KnownError,
  TaskBlockedError,
  TaskCanceledError,
  TaskError,
  TaskFailedError,
  TaskNotWaitingError,
  TaskTypeError,
  WaitTimeoutError,
} from "./tasks/errors.js";
export type {
  CreatedTask,
  CreateOptions,
  GetOptions,
  ListedTask,
  ListFilter,
  TaskList,
  TaskPage,
  Tasks,
  TaskUpdate,
  WaitAllOptions,
  WaitAllProgress,
  WaitOptions,
  WaitResult,
} from "./tasks/index.js";
export type { PollingOptions } from "./tasks/poll-interval.js";
export type { SucceededTask, Task } from "./tasks/task-state.js";
export type { WatchOptions } from "./tasks/watch.js";
export type { Unrecognized } from "./validation/unknown-enum-value.js";
export { type Estimate, escapeSsml, estimate } from "./videos/estimate.js";
export type { CreateAndWaitOptions, Video, VideoOptions, Videos, VideoUpdate } from "./videos/index.js";
