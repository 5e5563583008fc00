import type { Contract } from "../contract.js";
import { isRecord } from "../response.js";
import { serializeTask } from "../tasks/serialize-task.js";
import type { Task } from "../tasks/tasks.js";

/** Properties of a finished task that determine its files. */
export interface VideoSpec {
  readonly assetId: string;
  readonly assetName: string;
  /** Value of `video_config.codec`; empty if the task has none. */
  readonly codec: string;
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
  const { video_config: config } = body;
  const codec = isRecord(config) && typeof config["codec"] === "string" ? config["codec"] : "";
  return { assetId: id, assetName: typeof name === "string" && name !== "" ? name : id, codec };
}

/** Returns the response body of a task with every optional property included. */
export function completeTaskBody(contract: Contract, task: Task, now: number): Readonly<Record<string, unknown>> {
  const parameters = Object.fromEntries(task.operation.parameters.map(({ name }) => [name, true]));
  return serializeTask(contract, task, now, "", parameters) ?? {};
}
