// Type tests, checked by `npm run typecheck` and never executed.
import { expectTypeOf } from "vitest";
import { createContext, getTask, validation } from "../../../src/functions.js";
import {
  type Client,
  type ClientOptions,
  createClient,
  isMetaStudioError,
  type ListedTask,
  MetaStudioError,
  type OutputAssetInfo,
  type RateLimitError,
  type Show2DDigitalHumanVideoResponse,
  type SucceededTask,
  type Task,
  type TaskCriteria,
  TaskFailedError,
  TaskNotWaitingError,
  type TaskPage,
  type WaitResult,
} from "../../../src/index.js";

import { clientOptionsFromEnvironment } from "../../../src/node/index.js";

declare const client: Client;

/** An exhaustive switch. A new state in the contract makes `satisfies never` fail; the default branch handles unknown states. */
export function describeState(task: Task): string {
  switch (task.state) {
    case "WAITING":
    case "PROCESSING":
      return "running";
    case "SUCCEED":
      return "done";
    case "FAILED":
    case "CANCELED":
    case "BLOCK":
      return "finished";
    default:
      // only Unrecognized is left
      expectTypeOf(task.state).not.toEqualTypeOf<string>();
      // @ts-expect-error no documented state is left
      task.state satisfies never;
      return String(task.state);
  }
}

/** A comparison with an unknown state is a type error. */
export function typo(task: Task): boolean {
  // @ts-expect-error SUCESS is not a state
  return task.state === "SUCESS";
}

export async function calls(): Promise<void> {
  const done = await client.tasks.wait("j");
  expectTypeOf(done).toEqualTypeOf<SucceededTask>();
  expectTypeOf(done.state).toEqualTypeOf<"SUCCEED">();
  expectTypeOf(done.output_asset_config).toEqualTypeOf<OutputAssetInfo>();
  expectTypeOf(done.output_asset_config.asset_id).toEqualTypeOf<string>();

  const task = await client.tasks.get("j", { show_script: true });
  expectTypeOf(task.job_id).toEqualTypeOf<string>();
  expectTypeOf(task.voice_config?.speed).toEqualTypeOf<number | undefined>();
  // only a succeeded task has an asset
  // @ts-expect-error possibly undefined
  task.output_asset_config.asset_id;
  if (task.state === "SUCCEED") expectTypeOf(task.output_asset_config.asset_id).toEqualTypeOf<string>();

  const { requestId, attempts, response } = await client.tasks.get("j").withResponse();
  expectTypeOf({ requestId, attempts, response }).toEqualTypeOf<{ requestId: string | undefined; attempts: number; response: Response }>();

  // @ts-expect-error wrong type of a query parameter
  client.show2DDigitalHumanVideo({ job_id: "j", show_script: "yes" });
  // @ts-expect-error job_id is required
  client.show2DDigitalHumanVideo({});

  const { data } = await client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
    params: { path: { project_id: "p", job_id: "j" } },
  });
  expectTypeOf(data).toExtend<Show2DDigitalHumanVideoResponse | undefined>();
  expectTypeOf<Show2DDigitalHumanVideoResponse | undefined>().toExtend<typeof data>();

  for await (const settled of client.tasks.waitAll(["a"])) {
    expectTypeOf(settled).toEqualTypeOf<WaitResult>();
    if (settled.status === "succeeded") expectTypeOf(settled.task.output_asset_config).toEqualTypeOf<OutputAssetInfo>();
    else expectTypeOf(settled.error).toExtend<MetaStudioError>();
  }
}

export async function createAndList(): Promise<void> {
  const { job_id } = await client.tasks.create({ script_id: "s", output_asset_config: { asset_name: "a" } });
  expectTypeOf(job_id).toEqualTypeOf<string>();
  const { data, requestId } = await client.tasks.create({ script_id: "s" }).withResponse();
  expectTypeOf({ job_id: data.job_id, requestId }).toEqualTypeOf<{ job_id: string; requestId: string | undefined }>();
  // @ts-expect-error a misspelled property
  client.tasks.create({ script: "s" });
  // @ts-expect-error an unknown enum value
  client.tasks.create({ video_config: { codec: "H265", bitrate: 4000, width: 1920, height: 1080 } });
  // @ts-expect-error the request is required
  client.tasks.create();

  for await (const task of client.tasks.list({ state: ["WAITING", "PROCESSING"], sort_key: "create_time", sort_dir: "desc" })) {
    expectTypeOf(task).toEqualTypeOf<ListedTask>();
    // a listed task never contains the script
    // @ts-expect-error unknown property
    task.voice_config;
  }
  for await (const page of client.tasks.list({ state: "WAITING,BLOCK" }).pages()) expectTypeOf(page).toEqualTypeOf<TaskPage>();
  // @ts-expect-error unknown state
  client.tasks.list({ state: ["WAITNG"] });
  // @ts-expect-error unknown sort key
  client.tasks.list({ sort_key: "name" });

  expectTypeOf(await client.tasks.find({ asset_name: "a" })).toEqualTypeOf<ListedTask[]>();
  // @ts-expect-error unknown criterion
  client.tasks.find({ name: "a" });
  expectTypeOf(client.tasks.cancel("j")).toEqualTypeOf<Promise<void>>();
}

export function errors(error: unknown): void {
  if (error instanceof MetaStudioError) expectTypeOf(error.findCriteria).toEqualTypeOf<TaskCriteria | undefined>();
  // findCriteria can be passed to find
  if (error instanceof MetaStudioError && error.findCriteria !== undefined) client.tasks.find(error.findCriteria);
  if (error instanceof TaskNotWaitingError) expectTypeOf(error.task).toEqualTypeOf<Task>();
  if (error instanceof TaskFailedError) {
    expectTypeOf(error.task).toEqualTypeOf<Task>();
    expectTypeOf(error.jobId).toEqualTypeOf<string>();
    expectTypeOf(error.errorCode).toEqualTypeOf<string | undefined>();
  }
}

/** Every code narrows to its class; a new class makes `satisfies never` fail. */
export function describeError(error: unknown): string {
  if (!isMetaStudioError(error)) throw error;
  switch (error.code) {
    case "rate-limit":
      expectTypeOf(error).toEqualTypeOf<RateLimitError>();
      return `${error.retryAfterMs}`;
    case "validation":
      return error.issues.map(({ path }) => path).join();
    case "task-failed":
    case "task-canceled":
    case "task-blocked":
    case "task-not-waiting":
    case "task-type":
      return error.task.state;
    case "wait-timeout":
      return `${error.polls} ${error.task?.state}`;
    case "upload":
      return error.id;
    case "download":
      return error.reason;
    case "protocol":
    case "timeout":
    case "connection":
    case "credentials":
    case "configuration":
      return error.message;
    case "bad-request":
    case "authentication":
    case "permission":
    case "not-found":
    case "server":
      return `${error.status} ${error.errorCode}`;
    default:
      return error satisfies never;
  }
}

const credentials = { token: "t" };
createClient({ ...clientOptionsFromEnvironment(), credentials });
createContext({ ...clientOptionsFromEnvironment(), credentials }, { validation });
// @ts-expect-error a client is no context
getTask(client, "j");
createClient({ region: "ap-southeast-3", credentials });
createClient({ baseUrl: "https://h", credentials });
createClient({ region: "cn-north-4", credentials: { accessKey: "a", secretKey: "s" } });
createClient({ region: "cn-north-4", credentials: async ({ forceRefresh }) => ({ token: forceRefresh ? "a" : "b" }) });
// @ts-expect-error region or baseUrl is required
createClient({ credentials });
// @ts-expect-error region and baseUrl cannot be combined
createClient({ region: "cn-north-4", baseUrl: "https://h", credentials });
// @ts-expect-error unknown region
createClient({ region: "cn-north-9", credentials });
// @ts-expect-error a token and access keys cannot be combined
createClient({ region: "cn-north-4", credentials: { token: "t", accessKey: "a", secretKey: "s" } });
// @ts-expect-error half a key pair
createClient({ region: "cn-north-4", credentials: { accessKey: "a" } });
// @ts-expect-error a misspelled option
createClient({ region: "cn-north-4", credentials, timeout: 5 });
expectTypeOf<ClientOptions["region"]>().toEqualTypeOf<"ap-southeast-3" | "cn-north-4" | "cn-east-3" | undefined>();

// undici's fetch has its own response class
declare const undiciFetch: typeof import("undici-types").fetch;
createClient({ region: "cn-north-4", credentials, fetch: undiciFetch });
createClient({ region: "cn-north-4", credentials, fetch: (url, init) => undiciFetch(url, { ...init, keepalive: true }) });
createClient({ region: "cn-north-4", credentials, fetch: globalThis.fetch });
createClient({ region: "cn-north-4", credentials, fetch: (url, init) => globalThis.fetch(url, init) });

// undefined is the same as a missing option, also under exactOptionalPropertyTypes
createClient({ region: "cn-north-4", credentials, appUserId: undefined, retry: { max: undefined }, validate: { request: undefined } });
client.tasks.get("j", { signal: undefined, timeoutMs: undefined, appUserId: undefined });
client.tasks.wait("j", { signal: undefined, deadlineMs: undefined, onUpdate: undefined });
client.tasks.waitAll(["j"], { signal: undefined, deadlineMs: undefined });
client.assets.download("a", { signal: undefined, category: undefined });
client.videos.createAndWait({}, { signal: undefined, deadlineMs: undefined });
