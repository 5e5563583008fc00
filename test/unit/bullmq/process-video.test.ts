import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { LOCK_LOST, type ProcessContext, processVideo, type VideoJob } from "../../../src/bullmq/process-video.js";
import { jobIdOf, type VideoJobData } from "../../../src/bullmq/video-queue.js";
import { createClient } from "../../../src/index.js";
import { contextOf } from "../../../src/videos/index.js";
import { createTaskSandbox, type SentRequest, type TaskSandbox, videoRequest } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

const redis = { runId: "r1", uptimeMs: 10_000 };
const isCreate = ({ method, url }: SentRequest): boolean => method === "POST" && url.pathname.endsWith("/2d-digital-human-videos");

/** A job without Redis: it records what BullMQ would store. */
function createJob(name: string, data: Partial<VideoJobData> = {}) {
  const job = {
    data: { key: name, request: videoRequest(name), state: { step: "planned" }, redisRunId: "r1", ...data } as VideoJobData,
    timestamp: Date.now(),
    steps: [] as string[],
    delays: [] as number[],
    isLocked: true,
    async extendLock() {
      return job.isLocked ? 1 : 0;
    },
    async updateData(next: VideoJobData) {
      job.data = JSON.parse(JSON.stringify(next));
      job.steps.push(next.state.step);
    },
    async moveToDelayed(at: number) {
      job.delays.push(Math.round((at - Date.now()) / 1_000));
    },
  };
  return job;
}

type TestJob = ReturnType<typeof createJob>;

function processIn(sandbox: TaskSandbox, overrides: Partial<ProcessContext> = {}) {
  const client = contextOf(sandbox.client);
  if (client === undefined) throw new Error("no client");
  const kill = new AbortController();
  const controller = new AbortController();
  const context: ProcessContext = {
    client,
    saveTo: undefined,
    overwrite: false,
    onBlocked: "fail",
    lockMs: 10_000,
    readRedis: async () => redis,
    kill: kill.signal,
    ...overrides,
  };
  const run = (job: TestJob) => sandbox.run(processVideo(job as unknown as VideoJob, "token", controller.signal, context));
  return { run, kill, controller };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bullmq-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("stores every step, waits for the task without a worker, and saves the file", async () => {
  const sandbox = createTaskSandbox();
  const saveTo = temporaryFolder();
  const { run } = processIn(sandbox, { saveTo });
  const job = createJob("a");
  expect(await catchError(run(job))).toMatchObject({ name: "DelayedError" });
  expect([job.steps, job.delays]).toEqual([["creating", "created"], [3_600]]);
  // promoted too early: one request, and the job waits again
  expect(await catchError(run(job))).toMatchObject({ name: "DelayedError" });
  expect(job.delays).toEqual([3_600, 3_600]);
  await sandbox.sandbox.clock.advance("2m");
  expect(await run(job)).toMatchObject({ path: `${saveTo}/a.mp4` });
  expect(job.steps).toEqual(["creating", "created", "succeeded", "saved"]);
  expect(readdirSync(saveTo)).toEqual(["a.mp4"]);
});

test("sends nothing when another worker has the job", async () => {
  const sandbox = createTaskSandbox();
  const { run } = processIn(sandbox);
  const job = createJob("a");
  const { updateData } = job;
  job.updateData = async (next) => {
    await updateData(next);
    // the worker is suspended after the write and before the request
    job.isLocked = false;
  };
  expect(await catchError(run(job))).toMatchObject({ name: "DelayedError" });
  expect(sandbox.requests.filter(isCreate)).toHaveLength(0);
  expect([job.steps, job.delays]).toEqual([["creating"], []]);
});

test("leaves the job alone when its lock is lost during the request", async () => {
  const job = createJob("a");
  const sandbox = createTaskSandbox({
    fault: (request) => {
      if (!isCreate(request)) return undefined;
      job.isLocked = false;
      controller.abort(LOCK_LOST);
      return "hang-after";
    },
  });
  const { run, controller } = processIn(sandbox);
  expect(await catchError(run(job))).toMatchObject({ name: "DelayedError" });
  expect([job.steps, job.delays]).toEqual([["creating"], []]);
});

test("a worker that takes over finds the task instead of creating it", async () => {
  const sandbox = createTaskSandbox({ client: { retry: false }, fault: (request) => (isCreate(request) ? "disconnect-after" : undefined) });
  const job = createJob("a");
  job.updateData = async (next) => {
    job.data = JSON.parse(JSON.stringify(next));
    if (next.state.step === "creating") throw new Error("killed");
  };
  await catchError(processIn(sandbox).run(job));
  const taken = createJob("a", job.data);
  expect(await catchError(processIn(sandbox).run(taken))).toMatchObject({ name: "DelayedError" });
  expect(taken.delays[0]).toBeLessThanOrEqual(20);
  for (let round = 0; taken.data.state.step !== "created" && round < 20; round += 1) {
    await sandbox.sandbox.clock.advance("20s");
    await catchError(processIn(sandbox).run(taken));
  }
  expect(sandbox.sandbox.tasks.createCount().get("a")).toBe(1);
});

test("searches before the request when Redis was restarted since the state was stored", async () => {
  const sandbox = createTaskSandbox();
  const { job_id } = await sandbox.run(sandbox.client.tasks.create(videoRequest("a")));
  const { run } = processIn(sandbox);
  const job = createJob("a", { redisRunId: "r0" });
  await catchError(run(job));
  expect(job.data.state).toMatchObject({ step: "created", jobId: job_id });
  expect(sandbox.sandbox.tasks.createCount().get("a")).toBe(1);
});

test.each([-1, 1])("a clock that is %j h ahead does not hide the task from the search after a restart of Redis", async (hours) => {
  const sandbox = createTaskSandbox();
  const { clientOptions, clock } = sandbox.sandbox;
  const { job_id } = await sandbox.run(sandbox.client.tasks.create(videoRequest("a")));
  const client = contextOf(createClient({ ...clientOptions, clock: { ...clock, now: () => clock.now() + hours * 3_600_000 } }));
  const job = createJob("a", { redisRunId: "r0" });
  await catchError(processIn(sandbox, client && { client }).run(job));
  expect(job.data.state).toMatchObject({ step: "created", jobId: job_id });
  expect(sandbox.sandbox.tasks.createCount().get("a")).toBe(1);
});

test("waits with the search after a restart of Redis until the service responds", async () => {
  const sandbox = createTaskSandbox({ client: { retry: false }, fault: () => "disconnect-before" });
  const job = createJob("a", { redisRunId: "r0" });
  expect(await catchError(processIn(sandbox).run(job))).toMatchObject({ name: "DelayedError" });
  expect([job.steps, job.delays]).toEqual([[], [15]]);
});

test("fails for good when the file exists, before anything is paid", async () => {
  const sandbox = createTaskSandbox();
  const saveTo = temporaryFolder();
  writeFileSync(join(saveTo, "a.mp4"), "precious");
  const { run } = processIn(sandbox, { saveTo });
  expect(await catchError(run(createJob("a")))).toMatchObject({ name: "UnrecoverableError", message: expect.stringContaining("exists") });
  expect(sandbox.requests).toHaveLength(0);
});

test("fails for good when the task has failed", async () => {
  const sandbox = createTaskSandbox();
  const saveTo = temporaryFolder();
  const { run } = processIn(sandbox, { saveTo });
  const job = createJob("fails-1");
  await catchError(run(job));
  await sandbox.sandbox.clock.advance("2m");
  expect(await catchError(run(job))).toMatchObject({ name: "UnrecoverableError", message: expect.stringContaining("failed:") });
  expect(job.data.state.step).toBe("failed");
});

test("when the worker is closed, a sent create request is settled and the job returned", async () => {
  const sandbox = createTaskSandbox({
    fault: (request) => {
      if (isCreate(request)) controller.abort("the worker was closed");
      return undefined;
    },
  });
  const { run, controller } = processIn(sandbox);
  const job = createJob("a");
  expect(await catchError(run(job))).toMatchObject({ name: "DelayedError" });
  expect([job.steps, job.delays]).toEqual([["creating", "created"], [3_600]]);
});

test.each([
  ["17", "v.17"],
  ["a:b/c é", "v.a%3Ab%2Fc%20%C3%A9"],
])("the key %j has the job ID %j", (key, id) => expect(jobIdOf(key)).toBe(id));

test("rejects a key that is no well-formed text", () => {
  expect(() => jobIdOf("\ud800")).toThrow("surrogate");
});
