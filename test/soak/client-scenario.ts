import { createHash } from "node:crypto";
import { AuthenticationError, type Client, MetaStudioError, type TaskCriteria, type Video } from "../../src/index.js";
import type { SoakClock } from "./clock.js";
import type { VideoCase } from "./request-factory.js";

export interface ScenarioResult {
  readonly name: string;
  readonly jobId: string | undefined;
  /** Asset of the completely downloaded file; absent if the video ended with `code`. */
  readonly assetId?: string;
  readonly code?: string;
}

/** Counters over all scenarios of a run. */
export interface Tally {
  errors: number;
  /** Videos whose create response was lost and whose task `createAndWait` found. */
  foundByCreateAndWait: number;
  /** Videos whose task the scenario found with `tasks.find`. */
  foundByFind: number;
  resumed: number;
  /** Simulated process crashes. */
  crashes: number;
  /** Create requests sent again because the error said that nothing was created. */
  rejected: number;
  /** Create requests sent again because `tasks.find` returned nothing twice, a minute apart. */
  recreated: number;
  downloads: number;
}

export interface ScenarioContext {
  readonly client: Client;
  /** Creates the client of another process, which resumes the video. */
  readonly createOtherClient: () => Client;
  readonly clock: SoakClock;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** Calls back when the create request of this name has been processed, before its response is sent. */
  readonly onCreate: (name: string, callback: () => void) => void;
  /** Scans an error for secrets, as if an application had logged it. */
  readonly logError: (error: unknown) => void;
  readonly reportViolation: (message: string) => void;
}

/** Client code that requests one video. */
export type ClientScenario = (video: VideoCase, context: ScenarioContext) => Promise<ScenarioResult>;

/** Number of errors after which a scenario gives up. */
const MAX_ERRORS = 50;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Error codes of final task states. */
const FINAL_CODES = new Set(["task-failed", "task-canceled", "task-blocked"]);

/** Follows the documentation: resumes a video by its job ID, and searches for a task before it creates another one. */
export const documentedClient: ClientScenario = async (videoCase, context) => {
  const { client, clock, signal, tally } = context;
  const { name } = videoCase;
  let jobId: string | undefined;
  let video: Video | undefined;
  let [late, process] = [videoCase.downloadsLate, crashSignal(videoCase, context)];
  for (let errors = 0; errors < MAX_ERRORS; errors += 1) {
    try {
      if (video === undefined && jobId === undefined) {
        video = await client.videos.createAndWait(videoCase.request, {
          signal: process.signal,
          onUpdate: (update) => {
            if (update.step === "waiting") process.onWaiting();
            if (update.step !== "created") return;
            jobId = update.jobId;
            if (update.recovered) tally.foundByCreateAndWait += 1;
          },
        });
      } else if (video === undefined && jobId !== undefined) {
        tally.resumed += 1;
        video = await context.createOtherClient().videos.resume(jobId, { signal });
      }
      if (late) await clock.sleep(DAY + MINUTE, signal);
      late = false;
      if (video === undefined) continue;
      await download(video, context, name);
      return { name, jobId: video.jobId, assetId: video.task.output_asset_config.asset_id };
    } catch (error) {
      if (error === CRASH) {
        tally.crashes += 1;
        process = { signal, onWaiting: () => {} };
        jobId ??= await findTwice({ asset_name: name }, name, context);
        continue;
      }
      tally.errors += 1;
      context.logError(error);
      if (!(error instanceof MetaStudioError)) throw error;
      if (FINAL_CODES.has(error.code)) return { name, jobId, code: error.code };
      await clock.sleep(retryDelay(error), signal);
      if (jobId === undefined) jobId = await findCreatedTask(error, name, context);
      else if (video === undefined && (error.jobId !== jobId || error.step === undefined))
        context.reportViolation(`${name}: ${error.code} after the creation lacks jobId or step`);
    }
  }
  context.reportViolation(`${name}: no result after ${MAX_ERRORS} errors`);
  return { name, jobId };
};

/** Abort reason that simulates a crash of the client process. */
const CRASH = Symbol("the process crashed");

/** Abort signal of a simulated process, aborted where the video case says. */
function crashSignal(
  { name, crashesAt }: VideoCase,
  { signal, onCreate }: ScenarioContext,
): { readonly signal: AbortSignal; onWaiting(): void } {
  if (crashesAt === undefined) return { signal, onWaiting: () => {} };
  const process = new AbortController();
  const crash = (): void => process.abort(CRASH);
  if (crashesAt === "creating") onCreate(name, crash);
  return { signal: process.signal, onWaiting: crashesAt === "waiting" ? crash : () => {} };
}

/** The delay that the service requested, five minutes after a rejected key, which may be locked, else ten seconds. */
function retryDelay(error: MetaStudioError): number {
  if ("retryAfterMs" in error && typeof error.retryAfterMs === "number") return error.retryAfterMs;
  return error instanceof AuthenticationError ? 5 * MINUTE + 1_000 : 10_000;
}

/** Job ID of the task that a failed create request has created; undefined if it can safely be sent again. */
async function findCreatedTask(error: MetaStudioError, name: string, context: ScenarioContext): Promise<string | undefined> {
  const { tally, reportViolation } = context;
  if (error.ambiguous !== true) {
    tally.rejected += 1;
    return undefined;
  }
  if (error.findCriteria?.asset_name !== name || error.hint === undefined)
    reportViolation(`${name}: ${error.code} is ambiguous but lacks findCriteria or hint`);
  return findTwice(error.findCriteria ?? { asset_name: name }, name, context);
}

/** Searches twice, a minute apart, because the list is eventually consistent. */
async function findTwice(criteria: TaskCriteria, name: string, context: ScenarioContext): Promise<string | undefined> {
  const { tally, reportViolation, clock, signal } = context;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await clock.sleep(MINUTE, signal);
    const [jobId, ...others] = await find(criteria, context);
    if (others.length > 0) reportViolation(`${name}: found ${others.length + 1} tasks for one create request`);
    if (jobId === undefined) continue;
    tally.foundByFind += 1;
    return jobId;
  }
  tally.recreated += 1;
  return undefined;
}

/** Repeats `tasks.find` until it succeeds. */
async function find(criteria: TaskCriteria, { client, clock, signal, logError, tally }: ScenarioContext): Promise<string[]> {
  for (;;) {
    try {
      return (await client.tasks.find(criteria, { signal })).map(({ job_id }) => job_id);
    } catch (error) {
      tally.errors += 1;
      logError(error);
      if (!(error instanceof MetaStudioError)) throw error;
      await clock.sleep(retryDelay(error), signal);
    }
  }
}

/** Downloads the file and verifies size and MD5 independently of the client. */
async function download(video: Video, { tally, reportViolation, signal }: ScenarioContext, name: string): Promise<void> {
  tally.downloads += 1;
  const { body, file, checks } = await video.download({ signal });
  const hash = createHash("md5");
  let size = 0;
  for await (const bytes of body) {
    hash.update(bytes);
    size += bytes.length;
  }
  if (!checks.size || !checks.md5) reportViolation(`${name}: the client did not verify size and MD5 of the file`);
  if (size !== file.file_size || hash.digest("base64") !== file.file_md5)
    reportViolation(`${name}: the file does not match its size or MD5`);
}
