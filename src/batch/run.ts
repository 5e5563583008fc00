import type { Create2DDigitalHumanVideoReq } from "../../generated/types.js";
import { videoPath } from "../assets/file-name.js";
import { abortable, onAbort } from "../core/abort.js";
import { createResultQueue, createSlots } from "../core/concurrency.js";
import { ConnectionError, MetaStudioError } from "../errors.js";
import { createTaskPoller, isFatal, type WaitResult } from "../tasks/task-poller.js";
import type { Deadline } from "../tasks/watch.js";
import { type Advanced, advance, describe } from "../videos/advance.js";
import { awaitAsset } from "../videos/await-asset.js";
import type { VideoContext } from "../videos/context.js";
import { isFinalStep, type VideoState, type VideoStep } from "../videos/video-state.js";
import type { Journal } from "./journal.js";
import type { BatchOptions, BatchResult } from "./options.js";
import type { PlannedVideo } from "./plan.js";

/** Number of create requests at the same time. The rate limit of the client applies. */
const CREATES = 4;

/** How long sent requests may take after the batch was stopped. */
const GRACE_MS = 1_500;

/** A created video does not keep its request: thousands of videos can wait for their tasks. */
const NO_REQUEST: Create2DDigitalHumanVideoReq = {};

export interface RunInput {
  readonly options: BatchOptions;
  readonly journal: Journal;
  readonly context: VideoContext;
  /** Reads the journal and plans the videos. `addResult` receives the results of those that are not sent. */
  readonly plan: (run: {
    readonly addResult: (result: BatchResult) => void;
    readonly addJobId: (jobId: string) => void;
  }) => Promise<AsyncIterator<PlannedVideo, void>>;
  readonly report: (step: VideoStep, previous: VideoStep | undefined) => void;
}

/**
 * Runs a batch: creators take the videos in order, one poller waits for all tasks, and a video whose task has ended continues on its
 * own. A waiting video is only an entry of a map.
 */
export async function* runBatch({ options, journal, context, plan, report }: RunInput): AsyncGenerator<BatchResult, void, undefined> {
  const { saveTo, overwrite = false, polling } = options;
  const { clock, retry } = context;
  const queue = createResultQueue<BatchResult>();
  /** Ends waits and downloads at once. */
  const stop = new AbortController();
  /** Ends create requests, after a grace period. */
  const kill = new AbortController();
  const downloadSlots = createSlots(options.downloads ?? 4);
  /** One for each task that runs or is being created. */
  const taskSlots = createSlots(options.maxRunning ?? Number.POSITIVE_INFINITY);
  const active = new Set<Promise<unknown>>();
  const running = new Map<string, PlannedVideo>();
  const jobIds = new Set<string>();
  let isPolling = false;
  /** Videos whose results are missing. */
  let open = 0;
  let isPlanned = false;

  const halt = (reason: unknown): void => {
    if (stop.signal.aborted) return;
    stop.abort(reason);
    queue.fail(reason);
    clock.sleep(GRACE_MS, kill.signal, "pause").then(
      () => kill.abort(reason),
      () => {},
    );
  };
  const track = (work: Promise<unknown>): void => {
    active.add(work);
    work.finally(() => active.delete(work));
  };
  const endIfDone = (): void => {
    if (isPlanned && open === 0) queue.end();
  };
  const end = (video: PlannedVideo, error: BatchResult["error"]): void => {
    queue.push(resultOf(video, error));
    open -= 1;
    endIfDone();
  };

  /** The end of an outage that the batch waits for, which the retry options of the client limit. */
  const deadline: Deadline = {
    get at() {
      const since = context.outage()?.since;
      return since === undefined ? Number.POSITIVE_INFINITY : since + retry.deadlineMs;
    },
    pause: () => {},
    resume: () => {},
    restart: () => {},
  };
  let reportedSince: number | undefined;
  const haltIfUnreachable = (): void => {
    const { since, error } = context.outage() ?? {};
    if (since === undefined || error === undefined) return;
    if (clock.monotonic() >= deadline.at) halt(createOutageError(retry.deadlineMs, error));
    else if (since !== reportedSince) {
      const seconds = Math.round((deadline.at - clock.monotonic()) / 1_000);
      context.log.warn?.(`${error.message} The batch tries again for ${seconds} s.`, { code: error.code });
    }
    reportedSince = since;
  };

  const poller = createTaskPoller(
    {
      deadlineMs: Number.POSITIVE_INFINITY,
      signal: stop.signal,
      onBlocked: options.onBlocked,
      ...(polling && { polling }),
      onResult(result) {
        const video = running.get(result.jobId);
        if (video === undefined) return;
        running.delete(result.jobId);
        track(continueAfter(video, result));
      },
      onRound: haltIfUnreachable,
    },
    context,
  );
  /** Waits for the task of a video, which has a slot. */
  const awaitTask = (video: PlannedVideo): void => {
    const { jobId = "" } = video.state;
    running.set(jobId, video);
    poller.add(jobId);
    poll();
  };
  const poll = (): void => {
    if (isPolling) return;
    isPolling = true;
    poller.run().then(() => {
      isPolling = false;
      // a task that was added while the poller ended
      if (running.size > 0) poll();
    }, halt);
  };

  const record = async (video: PlannedVideo, state: VideoState): Promise<void> => {
    const { step } = video.state;
    const isFirst = !video.isInJournal && step === "planned";
    const durable = state.step === "creating" || state.step === "created";
    try {
      await journal.append({ key: video.key, state, ...(isFirst && { request: video.request }) }, { durable });
    } catch (error) {
      // without its journal, the batch must not send another request
      halt(error);
      throw error;
    }
    if (state.jobId !== undefined) jobIds.add(state.jobId);
    video.state = state;
    if (state.step === "created") video.request = NO_REQUEST;
    if (state.step !== step) report(state.step, step);
  };

  /** Advances a video until `isDone`. An error that every video would meet stops the batch. */
  const drive = async (video: PlannedVideo, isDone: (result: Advanced) => boolean, task?: WaitResult): Promise<void> => {
    while (!isFinalStep(video.state.step)) {
      const { step } = video.state;
      if (step === "planned") stop.signal.throwIfAborted();
      const result = await advance(video.state, {
        client: context,
        request: video.request,
        call: { signal: step === "planned" || step === "creating" ? kill.signal : stop.signal },
        polling,
        save: (state) => record(video, state),
        awaitTask: async () => (task?.status === "failed" ? { error: task.error } : (task ?? { afterMs: 0 })),
        awaitAsset: (jobId, { assetId }) =>
          awaitAsset(jobId, assetId, undefined, { signal: stop.signal, ...(polling && { polling }) }, { ...context, deadline }),
        ...(saveTo !== undefined && { path: ({ file }) => videoPath(saveTo, video.key, file), overwrite }),
        createsAgain: true,
        isKnown: (jobId) => jobIds.has(jobId),
      });
      if (result.error !== undefined && isFatal(result.error)) throw result.error;
      // the number of searches is not worth a record
      if (result.state.step !== video.state.step || result.state.criteria !== video.state.criteria) await record(video, result.state);
      else video.state = result.state;
      if (result.error !== undefined && result.again === undefined && !isFinalStep(result.state.step)) throw result.error;
      if (isDone(result)) return;
      if (result.again === undefined) continue;
      haltIfUnreachable();
      await clock.sleep(result.again.afterMs, stop.signal, "pause");
    }
  };

  /** Processes one video; a failure of this video ends only this video. Resolves to false if it has ended. */
  const process = async (video: PlannedVideo, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
    } catch (error) {
      haltIfUnreachable();
      if (error instanceof MetaStudioError && !isFatal(error) && !stop.signal.aborted) {
        // not recorded as failed: the task may exist, and the next run continues
        end(video, describe(error));
      } else halt(error);
      return false;
    }
    if (!isFinalStep(video.state.step)) return true;
    end(video, video.state.error);
    return false;
  };
  const continueAfter = async (video: PlannedVideo, task?: WaitResult): Promise<void> => {
    const hasVideo = await process(video, () => drive(video, ({ state }) => state.step === "succeeded", task));
    if (task !== undefined) taskSlots.release();
    if (!hasVideo) return;
    const isReady = await process(video, () => downloadSlots.run(() => drive(video, ({ ready }) => ready !== undefined)));
    if (isReady) end(video, undefined);
  };
  /** Creates a video. Resolves after its first request: a search for a lost task takes a minute, in which the next one can be sent. */
  const create = (video: PlannedVideo): Promise<void> =>
    new Promise((release) => {
      const isCreated = ({ state }: Advanced): boolean => {
        release();
        return state.step === "created";
      };
      const work = process(video, () => drive(video, isCreated)).then((continues) => {
        release();
        if (continues) awaitTask(video);
        else taskSlots.release();
      });
      track(work);
    });

  const takeVideos = async (videos: AsyncIterator<PlannedVideo, void>): Promise<void> => {
    for (;;) {
      const { done, value: video } = await videos.next();
      if (done === true || stop.signal.aborted) return;
      open += 1;
      const { step } = video.state;
      if (step === "created") {
        taskSlots.take();
        awaitTask(video);
      } else if (step !== "planned" && step !== "creating") track(continueAfter(video));
      else {
        await abortable(taskSlots.acquire(), stop.signal);
        await abortable(create(video), kill.signal);
      }
    }
  };
  const start = async (): Promise<void> => {
    const addJobId = (jobId: string): void => void jobIds.add(jobId);
    const videos = await plan({ addResult: (result) => queue.push(result), addJobId });
    await Promise.all(Array.from({ length: CREATES }, () => takeVideos(videos)));
    isPlanned = true;
    endIfDone();
  };

  const unlinks = [options.signal, journal.lost].flatMap((source) => {
    if (source === undefined) return [];
    if (source.aborted) halt(source.reason);
    return onAbort(source, () => halt(source.reason));
  });
  try {
    track(start().catch(halt));
    yield* queue.read();
  } finally {
    halt(new Error("The batch was left."));
    await Promise.race([Promise.all(active), abortable(new Promise<void>(() => {}), kill.signal).catch(() => {})]);
    kill.abort(stop.signal.reason);
    for (const unlink of unlinks) unlink();
  }
}

export function resultOf({ key, state }: Pick<PlannedVideo, "key" | "state">, error: BatchResult["error"]): BatchResult {
  const { step, jobId, path, candidates = [] } = state;
  const more =
    step === "needs-attention" ? ` Candidates: ${candidates.join(", ") || "none"}. Decide with resolveVideo, or batch resolve.` : "";
  return { key, step, jobId, path, error: error && { code: error.code, message: `${error.message}${more}` } };
}

function createOutageError(limitMs: number, cause: MetaStudioError): ConnectionError {
  return new ConnectionError(
    `The service has had no usable response for ${Math.round(limitMs / 1_000)} s. The last error: ${cause.message}`,
    {
      cause,
      hint: "Every sent request is in the journal. Check the network and the endpoint, then run the batch again to continue.",
    },
  );
}
