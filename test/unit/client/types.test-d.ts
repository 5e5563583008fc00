// Checked by the compiler (`npm run typecheck`); nothing here is run.
import { expectTypeOf } from "vitest";
import {
  type Client,
  type ClientOptions,
  createClient,
  type ListedTask,
  MetaStudioError,
  type OutputAssetInfo,
  type Settled,
  type SucceededTask,
  type Task,
  type TaskCriteria,
  TaskFailedError,
  TaskNotWaitingError,
  type TaskPage,
} from "../../../src/index.js";

declare const client: Client;

/** A switch over every state: a new literal in the contract makes `never` fail here, and the default branch stays for what is unknown. */
export function words(task: Task): string {
  switch (task.state) {
    case "WAITING":
    case "PROCESSING":
      return "goes on";
    case "SUCCEED":
      return "done";
    case "FAILED":
    case "CANCELED":
    case "BLOCK":
      return "ended";
    default:
      // only the unrecognized is left
      expectTypeOf(task.state).not.toEqualTypeOf<string>();
      // @ts-expect-error no documented state is left here
      task.state satisfies never;
      return String(task.state);
  }
}

/** A comparison with a state that the contract does not have is a mistake. */
export function typo(task: Task): boolean {
  // @ts-expect-error SUCESS is no state
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
  // an asset is only promised by wait
  // @ts-expect-error possibly undefined
  task.output_asset_config.asset_id;

  const { requestId, attempts, response } = await client.tasks.get("j").withResponse();
  expectTypeOf({ requestId, attempts, response }).toEqualTypeOf<{ requestId: string | undefined; attempts: number; response: Response }>();

  // @ts-expect-error a query parameter has its type
  client.show2DDigitalHumanVideo({ job_id: "j", show_script: "yes" });
  // @ts-expect-error job_id is required
  client.show2DDigitalHumanVideo({});

  const { data } = await client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", {
    params: { path: { project_id: "p", job_id: "j" } },
  });
  expectTypeOf(data).toEqualTypeOf<Task | undefined>();

  for await (const settled of client.tasks.waitAll(["a"])) {
    expectTypeOf(settled).toEqualTypeOf<Settled>();
    if (settled.status === "succeeded") expectTypeOf(settled.task.output_asset_config).toEqualTypeOf<OutputAssetInfo>();
    else expectTypeOf(settled.error).toExtend<MetaStudioError>();
  }
}

export async function orders(): Promise<void> {
  const { job_id } = await client.tasks.create({ script_id: "s", output_asset_config: { asset_name: "a" } });
  expectTypeOf(job_id).toEqualTypeOf<string>();
  const { data, requestId } = await client.tasks.create({ script_id: "s" }).withResponse();
  expectTypeOf({ job_id: data.job_id, requestId }).toEqualTypeOf<{ job_id: string; requestId: string | undefined }>();
  // @ts-expect-error a misspelled property
  client.tasks.create({ script: "s" });
  // @ts-expect-error a value that the contract does not have
  client.tasks.create({ video_config: { codec: "H265", bitrate: 4000, width: 1920, height: 1080 } });
  // @ts-expect-error a request is needed
  client.tasks.create();

  for await (const task of client.tasks.list({ state: ["WAITING", "PROCESSING"], sort_key: "create_time", sort_dir: "desc" })) {
    expectTypeOf(task).toEqualTypeOf<ListedTask>();
    // an entry of the list never has the script
    // @ts-expect-error no such property
    task.voice_config;
  }
  for await (const page of client.tasks.list({ state: "WAITING,BLOCK" }).pages()) expectTypeOf(page).toEqualTypeOf<TaskPage>();
  // @ts-expect-error no such state
  client.tasks.list({ state: ["WAITNG"] });
  // @ts-expect-error no such order
  client.tasks.list({ sort_key: "name" });

  expectTypeOf(await client.tasks.find({ asset_name: "a" })).toEqualTypeOf<ListedTask[]>();
  // @ts-expect-error nobody is found by this
  client.tasks.find({ name: "a" });
  expectTypeOf(client.tasks.cancel("j")).toEqualTypeOf<Promise<void>>();
}

export function errors(error: unknown): void {
  if (error instanceof MetaStudioError) expectTypeOf(error.findCriteria).toEqualTypeOf<TaskCriteria | undefined>();
  // what an error says is what find takes
  if (error instanceof MetaStudioError && error.findCriteria !== undefined) client.tasks.find(error.findCriteria);
  if (error instanceof TaskNotWaitingError) expectTypeOf(error.task).toEqualTypeOf<Task>();
  if (error instanceof TaskFailedError) {
    expectTypeOf(error.task).toEqualTypeOf<Task>();
    expectTypeOf(error.jobId).toEqualTypeOf<string>();
    expectTypeOf(error.errorCode).toEqualTypeOf<string | undefined>();
  }
}

const credentials = { token: "t" };
createClient({ region: "ap-southeast-3", credentials });
createClient({ baseUrl: "https://h", credentials });
createClient({ region: "cn-north-4", credentials: { accessKey: "a", secretKey: "s" } });
createClient({ region: "cn-north-4", credentials: async ({ forceRefresh }) => ({ token: forceRefresh ? "a" : "b" }) });
// @ts-expect-error a place is needed
createClient({ credentials });
// @ts-expect-error two places contradict each other
createClient({ region: "cn-north-4", baseUrl: "https://h", credentials });
// @ts-expect-error no such region
createClient({ region: "cn-north-9", credentials });
// @ts-expect-error two kinds of credentials contradict each other
createClient({ region: "cn-north-4", credentials: { token: "t", accessKey: "a", secretKey: "s" } });
// @ts-expect-error half a key pair
createClient({ region: "cn-north-4", credentials: { accessKey: "a" } });
// @ts-expect-error a misspelled option
createClient({ region: "cn-north-4", credentials, timeout: 5 });
expectTypeOf<ClientOptions["region"]>().toEqualTypeOf<"ap-southeast-3" | "cn-north-4" | "cn-east-3" | undefined>();
