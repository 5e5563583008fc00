import type { VideoConfig } from "../../../generated/types.js";
import type { Contract } from "../contract.js";
import { isRecord } from "../response.js";
import { serializeTask } from "../tasks/serialize-task.js";
import type { Task } from "../tasks/tasks.js";

/** Properties from which the files of a finished task are generated. */
export interface VideoSpec {
  /** Determines the colors. */
  readonly assetId: string;
  readonly assetName: string;
  /** Value of `video_config.codec`. */
  readonly codec: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Seconds. */
  readonly duration: number;
}

/** Returns the video specification of a task; `undefined` if the task is not finished or has no asset. */
export function videoSpecOf(contract: Contract, task: Task, now: number): VideoSpec | undefined {
  const body = completeTaskBody(contract, task, now);
  const { waiter } = task.operation;
  const result = body[waiter?.result ?? ""];
  const state = body[waiter?.property ?? ""];
  const isFinished = task.scenario.verbatim || (typeof state === "string" && waiter?.succeeded.includes(state));
  if (!isFinished || !isRecord(result)) return undefined;
  const { asset_id: id, asset_name: name } = result;
  if (typeof id !== "string") return undefined;
  const { codec, width, height } = videoConfigOf(body);
  const duration = typeof body["duration"] === "number" && body["duration"] > 0 ? body["duration"] : 1;
  const assetName = typeof name === "string" && name !== "" ? name : id;
  return { assetId: id, assetName, codec, width, height, duration };
}

/** Returns the response body of a task with every optional property included. */
export function completeTaskBody(contract: Contract, task: Task, now: number): Readonly<Record<string, unknown>> {
  const parameters = Object.fromEntries(task.operation.parameters.map(({ name }) => [name, true]));
  return serializeTask(contract, task, now, "", parameters) ?? {};
}

/** Returns codec and dimensions of a video; 1280 × 720 if the dimensions are unknown. */
function videoConfigOf({ video_config: config }: Readonly<Record<string, unknown>>): Pick<VideoSpec, "codec" | "width" | "height"> {
  const { codec, width, height }: Partial<Record<keyof VideoConfig, unknown>> = isRecord(config) ? config : {};
  const sizeOr = (value: unknown, fallback: number): number => (typeof value === "number" && value >= 1 ? value : fallback);
  return { codec: typeof codec === "string" ? codec : "", width: sizeOr(width, 1_280), height: sizeOr(height, 720) };
}
