import type { Methods } from "../generated/client.js";
import type { Create2DDigitalHumanVideoReq } from "../generated/types.js";
import { type Download, type DownloadOptions, openDownload } from "./assets/download.js";
import type { Asset } from "./assets/index.js";
import { type SavedFile, type SaveOptions, saveTo } from "./assets/save-to.js";
import {
  type ClientOptions,
  createClientContext,
  type ClientContext as InternalContext,
  type ClientParts as InternalParts,
} from "./context.js";
import type { ApiPromise, CallOptions } from "./core/operation-call.js";
import { assertCustomRules } from "./custom-rules.js";
import type { TaskCriteria } from "./errors.js";
import type { LimitStatus } from "./http/rate-limiter.js";
import { cancel } from "./tasks/cancel.js";
import { type CreatedTask, type CreateOptions, create } from "./tasks/create.js";
import { find } from "./tasks/find.js";
import { type ListedTask, type ListFilter, listTasks as list } from "./tasks/list.js";
import { snapshotOf } from "./tasks/snapshot.js";
import type { SucceededTask, Task } from "./tasks/task-state.js";
import { type GetOptions, getTask as get } from "./tasks/video-task.js";
import { type WaitOptions, wait } from "./tasks/wait.js";
import { type WaitAllOptions, type WaitResult, waitAll } from "./tasks/wait-all.js";
import { type WatchOptions, watch } from "./tasks/watch.js";

export type { ClientOptions } from "./context.js";

declare const kind: unique symbol;

/** What the functions of this entry point share: options, credentials, limits. */
export interface ClientContext {
  readonly [kind]: "context";
  /** Returns the rate, the queue length and the estimated delay of every operation that has been called. */
  limits(): Readonly<Record<string, LimitStatus>>;
}

/** A part of the client that a program can leave out. */
export interface ClientPart<Name extends string> {
  readonly [kind]: Name;
}

/** Parts of `createContext`; import them from this entry point. */
export interface ClientParts {
  /** Validates requests and responses. Without it, nothing is validated. */
  readonly validation?: ClientPart<"validation"> | undefined;
  /** Adds the hints of the documented error codes to errors. */
  readonly errorCodes?: ClientPart<"errorCodes"> | undefined;
}

/**
 * Creates the context. Nothing is validated and errors have no hints from the documentation unless `parts` contains `validation` and
 * `errorCodes`. Throws `ConfigurationError` like `createClient`.
 */
export function createContext(options: ClientOptions, parts: ClientParts = {}): ClientContext {
  // safe casts: only this module creates these types
  return createClientContext(options, parts as unknown as InternalParts) as unknown as ClientContext;
}

const part = <Name extends keyof InternalParts>(load: InternalParts[Name]): ClientPart<Name> => load as unknown as ClientPart<Name>;
const internal = (context: ClientContext): InternalContext => context as unknown as InternalContext;

/** Validates requests and responses; see `ClientParts`. */
export const validation: ClientPart<"validation"> = /* @__PURE__ */ part<"validation">({
  load: () => import("./http/call-validation.js"),
  assertRules: assertCustomRules,
});

/** Hints of the documented error codes; see `ClientParts`. */
export const errorCodes: ClientPart<"errorCodes"> = /* @__PURE__ */ part<"errorCodes">(() =>
  import("../generated/error-codes.js").then((module) => module.errorCodes),
);

/** Like `client.tasks.get`. */
export function getTask(context: ClientContext, jobId: string, options: GetOptions = {}): ApiPromise<Task> {
  return get(jobId, options, internal(context));
}

/** Like `client.tasks.create`. */
export function createTask(
  context: ClientContext,
  request: Create2DDigitalHumanVideoReq,
  options: CreateOptions = {},
): ApiPromise<CreatedTask> {
  return create(snapshotOf(request), options, internal(context));
}

/** Like `client.tasks.find`. */
export function findTasks(context: ClientContext, criteria: TaskCriteria, options: CallOptions = {}): Promise<ListedTask[]> {
  return find(criteria, options, internal(context));
}

/** Iterates over the tasks, like `client.tasks.list`. */
export function listTasks(
  context: ClientContext,
  filter: ListFilter = {},
  options: CallOptions = {},
): AsyncGenerator<ListedTask, void, undefined> {
  return list(filter, options, internal(context));
}

/** Like `client.tasks.cancel`. */
export function cancelTask(context: ClientContext, jobId: string, options: CallOptions = {}): Promise<void> {
  return cancel(jobId, options, internal(context));
}

/** Like `client.tasks.watch`. */
export function watchTask(context: ClientContext, jobId: string, options: WatchOptions = {}): AsyncGenerator<Task, void, undefined> {
  return watch(jobId, options, internal(context));
}

/** Like `client.tasks.wait`. */
export function waitForTask(context: ClientContext, jobId: string, options: WaitOptions = {}): Promise<SucceededTask> {
  return wait(jobId, options, internal(context));
}

/** Like `client.tasks.waitAll`. */
export function waitForTasks(
  context: ClientContext,
  jobIds: Iterable<string>,
  options: WaitAllOptions = {},
): AsyncGenerator<WaitResult, void, undefined> {
  return waitAll(jobIds, options, internal(context));
}

/** Like `client.assets.get`. */
export function getAsset(context: ClientContext, assetId: string, options: CallOptions = {}): ApiPromise<Asset> {
  return internal(context).methods().showAsset({ asset_id: assetId }, options);
}

/** Like `client.assets.download`. */
export function downloadAsset(context: ClientContext, assetId: string, options: DownloadOptions = {}): Promise<Download> {
  return openDownload(assetId, options, internal(context));
}

/** Like `client.assets.saveTo`. */
export function saveAsset(context: ClientContext, assetId: string, path: string, options: SaveOptions = {}): Promise<SavedFile> {
  return saveTo(assetId, path, options, internal(context));
}

/** An operation of the service, like the method of the client with this name. */
export type OperationFunction<Name extends keyof Methods> = (
  context: ClientContext,
  ...args: Parameters<Methods[Name]>
) => ReturnType<Methods[Name]>;

function operation<Name extends keyof Methods>(name: Name): OperationFunction<Name> {
  // safe cast: the method of this name takes these arguments, which TypeScript cannot relate for a union of names
  return (context, ...args) => (internal(context).methods()[name] as (...args: unknown[]) => ReturnType<Methods[Name]>)(...args);
}

/** Like `client.create2DDigitalHumanVideo`. */
export const create2DDigitalHumanVideo: OperationFunction<"create2DDigitalHumanVideo"> =
  /* @__PURE__ */ operation("create2DDigitalHumanVideo");
/** Like `client.show2DDigitalHumanVideo`. */
export const show2DDigitalHumanVideo: OperationFunction<"show2DDigitalHumanVideo"> = /* @__PURE__ */ operation("show2DDigitalHumanVideo");
/** Like `client.cancel2DDigitalHumanVideo`. */
export const cancel2DDigitalHumanVideo: OperationFunction<"cancel2DDigitalHumanVideo"> =
  /* @__PURE__ */ operation("cancel2DDigitalHumanVideo");
/** Like `client.listDigitalHumanVideo`. */
export const listDigitalHumanVideo: OperationFunction<"listDigitalHumanVideo"> = /* @__PURE__ */ operation("listDigitalHumanVideo");
/** Like `client.listAssets`. */
export const listAssets: OperationFunction<"listAssets"> = /* @__PURE__ */ operation("listAssets");
/** Like `client.createDigitalAsset`. */
export const createDigitalAsset: OperationFunction<"createDigitalAsset"> = /* @__PURE__ */ operation("createDigitalAsset");
/** Like `client.showAsset`. */
export const showAsset: OperationFunction<"showAsset"> = /* @__PURE__ */ operation("showAsset");
/** Like `client.createFile`. */
export const createFile: OperationFunction<"createFile"> = /* @__PURE__ */ operation("createFile");
/** Like `client.confirmFileUpload`. */
export const confirmFileUpload: OperationFunction<"confirmFileUpload"> = /* @__PURE__ */ operation("confirmFileUpload");
/** Like `client.listVideoScripts`. */
export const listVideoScripts: OperationFunction<"listVideoScripts"> = /* @__PURE__ */ operation("listVideoScripts");
/** Like `client.createVideoScripts`. */
export const createVideoScripts: OperationFunction<"createVideoScripts"> = /* @__PURE__ */ operation("createVideoScripts");
/** Like `client.showVideoScript`. */
export const showVideoScript: OperationFunction<"showVideoScript"> = /* @__PURE__ */ operation("showVideoScript");
/** Like `client.updateVideoScript`. */
export const updateVideoScript: OperationFunction<"updateVideoScript"> = /* @__PURE__ */ operation("updateVideoScript");
