import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { safeFileName } from "../assets/file-name.js";
import type { MetaStudioError } from "../errors.js";
import { checkDeadline, DEFAULT_WAIT_TIMEOUT_MS } from "../tasks/poll-interval.js";
import type { SucceededTask, Task } from "../tasks/task-state.js";
import { type TaskUpdate, wait } from "../tasks/wait.js";
import { createDeadline } from "../tasks/watch.js";
import { type AdvanceContext, type Advanced, advance } from "./advance.js";
import { awaitAsset, type ReadyAsset } from "./await-asset.js";
import {
  type CreateAndWaitOptions,
  notify,
  type Step,
  toCallOptions,
  type Video,
  type VideoContext,
  type VideoOptions,
  withErrorContext,
} from "./context.js";
import { isFinalStep, type VideoState } from "./video-state.js";

export async function createAndWait(
  request: Create2DDigitalHumanVideoReq,
  options: CreateAndWaitOptions,
  context: VideoContext,
): Promise<Video> {
  // before the billed request
  checkDeadline(options.deadlineMs ?? DEFAULT_WAIT_TIMEOUT_MS);
  const { saveTo, overwrite = false } = options;
  if (saveTo !== undefined) {
    const { checkTarget } = await import("../assets/save-to.js");
    const name = request?.output_asset_config?.asset_name;
    await checkTarget(saveTo, name === undefined ? undefined : safeFileName(name), overwrite);
  }
  return drive({ step: "planned" }, request, options, context);
}

export async function resume(jobId: string, options: VideoOptions, context: VideoContext): Promise<Video> {
  checkDeadline(options.deadlineMs ?? DEFAULT_WAIT_TIMEOUT_MS);
  return drive({ step: "created", jobId }, {}, options, context);
}

/** Advances one video until its file can be downloaded, or is saved. */
async function drive(
  initial: VideoState,
  request: Create2DDigitalHumanVideoReq,
  options: CreateAndWaitOptions,
  context: VideoContext,
): Promise<Video> {
  const { deadlineMs = DEFAULT_WAIT_TIMEOUT_MS, saveTo, overwrite, once } = options;
  const deadline = createDeadline(deadlineMs, context.clock);
  const video = { ...context, deadline };
  let task: SucceededTask | undefined;
  const call = toCallOptions(options);
  const advanceContext: AdvanceContext = {
    client: context,
    request,
    call,
    polling: options.polling,
    save: async () => {},
    async awaitTask(id) {
      const onUpdate = (polled: Task, update: TaskUpdate): unknown =>
        notify(options, { step: "waiting", jobId: id, task: polled, ...update });
      return { task: await wait(id, { ...options, onUpdate }, video) };
    },
    awaitAsset: (id, { assetId }) => awaitAsset(id, assetId, task, options, video),
    ...(saveTo !== undefined && { path: () => saveTo, overwrite }),
    once,
    createsAgain: false,
    isKnown: (id) => context.recentTasks.similarTo(initial.criteria ?? {}).includes(id),
  };
  let state = initial;
  let createError: MetaStudioError | undefined;
  for (;;) {
    const { step, jobId } = state;
    const result: Advanced =
      jobId === undefined
        ? await advance(state, advanceContext)
        : await withErrorContext(stepNames[step] ?? "asset", jobId, () => advance(state, advanceContext));
    if (step === "planned" && result.error !== undefined) createError = result.error;
    if (result.error !== undefined && (isFinalStep(result.state.step) || step === "planned")) {
      if (result.again === undefined) throw toThrown(result, createError);
    }
    task = result.task ?? task;
    if (result.state.step === "created" && step !== "created") {
      const { jobId: id = "", recovered = false } = result.state;
      // a task that is found before anything was sent is the one of the option `once`
      const existed = recovered && step === "planned";
      await notify(options, { step: "created", jobId: id, recovered: recovered && !existed, existed });
      // the wait begins when the task exists
      deadline.restart();
    }
    if (result.ready !== undefined && task !== undefined)
      return createVideo(jobId ?? "", task, result.ready, result.saved, options, context);
    state = result.state;
    if (result.again !== undefined && result.again.afterMs > 0) await context.clock.sleep(result.again.afterMs, options.signal, "pause");
  }
}

const stepNames: Partial<Record<VideoState["step"], Step>> = { created: "waiting", succeeded: "asset" };

/** Returns the error of the create request with what is known about its task. */
function toThrown({ error, state }: Advanced, createError: MetaStudioError | undefined): unknown {
  if (state.step !== "needs-attention" || createError === undefined) return error;
  return Object.assign(createError, { candidateJobIds: state.candidates ?? [] });
}

function createVideo(
  jobId: string,
  task: SucceededTask,
  { asset, file, requestId }: ReadyAsset,
  saved: Video["saved"],
  options: CreateAndWaitOptions,
  context: VideoContext,
): Video {
  const assetId = task.output_asset_config.asset_id;
  const defaults = { ...toCallOptions(options), category: options.category ?? "MAIN" };
  return {
    jobId,
    task,
    asset,
    file,
    saved,
    async download(overrides = {}) {
      const downloadOptions = { ...defaults, ...overrides };
      downloadOptions.signal?.throwIfAborted();
      const { openDownload } = await import("../assets/download.js");
      // starts with the current URL and refreshes it if it has expired
      return openDownload(assetId, downloadOptions, context, { asset, requestId });
    },
    async saveTo(path, overrides = {}) {
      const { saveTo } = await import("../assets/save-to.js");
      return saveTo(assetId, path, { ...defaults, ...overrides }, context, { asset, requestId });
    },
  };
}
