import { createHash } from "node:crypto";
import { AuthenticationError, type Client, MetaStudioError, type TaskCriteria, type Video } from "../../src/index.js";
import type { SoakClock } from "./clock.js";
import type { Order } from "./request-factory.js";

/** What the caller has in the end. */
export interface Held {
  readonly name: string;
  readonly jobId: string | undefined;
  /** The asset whose file came whole; absent where the video ended with `code`. */
  readonly assetId?: string;
  readonly code?: string;
}

/** How callers got on, all together. */
export interface Tally {
  errors: number;
  /** Videos whose creation had no answer and whose task `make` found by itself. */
  foundByMake: number;
  /** Those that the caller found afterwards. */
  foundByCaller: number;
  resumed: number;
  /** Processes that died on the way. */
  died: number;
  /** Orders sent again, since the error said that nothing was ordered. */
  refused: number;
  /** Orders sent again after two looks at the list, a minute apart. */
  orderedAgain: number;
  downloads: number;
}

export interface CallerParts {
  readonly client: Client;
  /** A client of another process, which goes on where one has given up. */
  readonly another: () => Client;
  readonly clock: SoakClock;
  readonly signal: AbortSignal;
  readonly tally: Tally;
  /** Calls back when the order of this name has passed the gateway, before its answer goes back. */
  readonly onOrder: (name: string, passed: () => void) => void;
  /** Shows an error to whoever reads what is printed. */
  readonly show: (error: unknown) => void;
  /** Tells of something that must not be. */
  readonly complain: (violation: string) => void;
}

/** Somebody who wants a video. */
export type Caller = (order: Order, parts: CallerParts) => Promise<Held>;

/** Errors after which a caller gives up. */
const MOST_ERRORS = 50;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Ends of a task that no waiting changes. */
const ENDS = new Set(["task-failed", "task-canceled", "task-blocked"]);

/** Does what the documentation says, and only that: resumes what has an id, looks before it orders twice. */
export const careful: Caller = async (order, parts) => {
  const { client, clock, signal, tally } = parts;
  let jobId: string | undefined;
  let video: Video | undefined;
  let [late, life] = [order.late, mortal(order, parts)];
  for (let errors = 0; errors < MOST_ERRORS; errors += 1) {
    try {
      if (video === undefined && jobId === undefined) {
        video = await client.videos.createAndWait(order.request, {
          signal: life.signal,
          onUpdate: (update) => {
            if (update.step === "waiting") life.waiting();
            if (update.step !== "created") return;
            jobId = update.jobId;
            if (update.found) tally.foundByMake += 1;
          },
        });
      } else if (video === undefined && jobId !== undefined) {
        tally.resumed += 1;
        video = await parts.another().videos.resume(jobId, { signal });
      }
      if (late) await clock.sleep(DAY + MINUTE, signal);
      late = false;
      if (video === undefined) continue;
      await fetchFile(video, parts, order.name);
      return { name: order.name, jobId: video.jobId, assetId: video.task.output_asset_config.asset_id };
    } catch (error) {
      if (error === DEATH) {
        tally.died += 1;
        life = { signal, waiting: () => {} };
        jobId ??= await ordered({ asset_name: order.name }, order, parts);
        continue;
      }
      tally.errors += 1;
      parts.show(error);
      if (!(error instanceof MetaStudioError)) throw error;
      if (ENDS.has(error.code)) return { name: order.name, jobId, code: error.code };
      await clock.sleep(pauseAfter(error), signal);
      if (jobId === undefined) jobId = await orderedAlready(error, order, parts);
      else if (video === undefined && (error.jobId !== jobId || error.step === undefined))
        parts.complain(`${order.name}: ${error.code} after the creation does not name its task and step`);
    }
  }
  parts.complain(`${order.name}: ${MOST_ERRORS} errors, and no end`);
  return { name: order.name, jobId };
};

/** What a process dies of. */
const DEATH = Symbol("the process has died");

/** The signal of a process, which may be aborted early. */
function mortal({ name, dies }: Order, { signal, onOrder }: CallerParts): { readonly signal: AbortSignal; waiting(): void } {
  if (dies === undefined) return { signal, waiting: () => {} };
  const life = new AbortController();
  const die = (): void => life.abort(DEATH);
  if (dies === "ordering") onOrder(name, die);
  return { signal: life.signal, waiting: dies === "waiting" ? die : () => {} };
}

/** As long as the service asked for; five minutes after a refused key, which may be locked. */
function pauseAfter(error: MetaStudioError): number {
  if ("retryAfterMs" in error && typeof error.retryAfterMs === "number") return error.retryAfterMs;
  return error instanceof AuthenticationError ? 5 * MINUTE + 1_000 : 10_000;
}

/** The id of the task that an order without an answer has become; `undefined` when there is none, and it may be sent again. */
async function orderedAlready(error: MetaStudioError, order: Order, parts: CallerParts): Promise<string | undefined> {
  const { tally, complain } = parts;
  if (error.ambiguous !== true) {
    tally.refused += 1;
    return undefined;
  }
  if (error.findCriteria?.asset_name !== order.name || error.hint === undefined)
    complain(`${order.name}: ${error.code} is ambiguous, and does not say what to look for`);
  return ordered(error.findCriteria ?? { asset_name: order.name }, order, parts);
}

/** The same, after two looks at the list, each a minute after what went before. */
async function ordered(criteria: TaskCriteria, { name }: Order, parts: CallerParts): Promise<string | undefined> {
  const { tally, complain, clock, signal } = parts;
  for (let looks = 0; looks < 2; looks += 1) {
    await clock.sleep(MINUTE, signal);
    const [only, ...others] = await look(criteria, parts);
    if (others.length > 0) complain(`${name}: ${others.length + 1} tasks were found for one order`);
    if (only === undefined) continue;
    tally.foundByCaller += 1;
    return only;
  }
  tally.orderedAgain += 1;
  return undefined;
}

/** Asks until the list has answered. */
async function look(criteria: TaskCriteria, { client, clock, signal, show, tally }: CallerParts): Promise<string[]> {
  for (;;) {
    try {
      return (await client.tasks.find(criteria, { signal })).map(({ job_id }) => job_id);
    } catch (error) {
      tally.errors += 1;
      show(error);
      if (!(error instanceof MetaStudioError)) throw error;
      await clock.sleep(pauseAfter(error), signal);
    }
  }
}

/** Reads the file to its end and adds it up by other means than the client does. */
async function fetchFile(video: Video, { tally, complain, signal }: CallerParts, name: string): Promise<void> {
  tally.downloads += 1;
  const { body, file, checks } = await video.download({ signal });
  const hash = createHash("md5");
  let size = 0;
  for await (const bytes of body) {
    hash.update(bytes);
    size += bytes.length;
  }
  if (!checks.size || !checks.md5) complain(`${name}: the file was not compared with its size and MD5`);
  if (size !== file.file_size || hash.digest("base64") !== file.file_md5) complain(`${name}: the file is not the one that was announced`);
}
