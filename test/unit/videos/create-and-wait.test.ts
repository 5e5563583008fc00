import { describe, expect, test } from "vitest";
import { DownloadError, MetaStudioError, type VideoUpdate, WaitTimeoutError } from "../../../src/index.js";
import { catchError, countListeners } from "../helpers/transport.js";
import {
  connectionReset,
  content,
  createdResponse,
  createVideoStub,
  downloadUrl,
  readyAsset,
  type StubResponse,
  type StubResponses,
  succeededTask,
  type VideoStub,
} from "../helpers/videos.js";

const request = { script_id: "s1", output_asset_config: { asset_name: "One Day" } };
const listOf = (job_id: string, asset_name?: string): StubResponse => ({
  count: 1,
  jobs: [{ job_id, state: "WAITING", ...(asset_name !== undefined && { output_asset_config: { asset_id: "a1", asset_name } }) }],
});
const success = { create: [createdResponse], show: [{ ...succeededTask, state: "WAITING" }, succeededTask], asset: [readyAsset] };

describe("createAndWait", () => {
  test("creates, waits and finds the file, and reports each step before the next request", async () => {
    const { client, events, recordUpdate, createBodies } = createVideoStub(success);
    const { jobId, task, asset, file } = await client.videos.createAndWait(request, { onUpdate: recordUpdate });
    expect(events).toEqual(["create", "created: j1", "show", "waiting: j1 WAITING", "show", "waiting: j1 SUCCEED", "asset", "asset: j1"]);
    expect([jobId, task.state, asset.asset_id, file.file_name, createBodies]).toEqual(["j1", "SUCCEED", "a1", "One Day.mp4", [request]]);
  });

  test("downloads the file from the URL in the asset", async () => {
    const { client, events } = createVideoStub(success);
    const video = await client.videos.createAndWait(request);
    const { body, checks } = await video.download();
    expect(await new Response(body).text()).toBe("a finished video");
    expect(checks).toEqual({ size: true, md5: false });
    expect(events.filter((kind) => kind === "asset")).toHaveLength(1);
  });

  test("refreshes an expired URL", async () => {
    const { client, events } = createVideoStub({
      ...success,
      file: [() => new Response(null, { status: 403 }), () => new Response(content)],
    });
    const video = await client.videos.createAndWait(request);
    expect(await new Response((await video.download()).body).text()).toBe("a finished video");
    expect(events.slice(-4)).toEqual(["asset", "file", "asset", "file"]);
  });

  test("ignores changes to the request after the call", async () => {
    const { client, createBodies } = createVideoStub(success);
    const mutable = structuredClone(request);
    const call = client.videos.createAndWait(mutable);
    mutable.output_asset_config.asset_name = "Another Day";
    await call;
    expect(createBodies).toEqual([request]);
  });

  test("rejects invalid and unserializable requests before sending", async () => {
    const { client, events } = createVideoStub(success);
    const circular: Record<string, unknown> = {};
    circular["self"] = circular;
    for (const invalid of [{ script_id: 1 }, circular])
      expect(await catchError(client.videos.createAndWait(invalid as never))).toBeInstanceOf(MetaStudioError);
    await expect(client.videos.createAndWait(request, { deadlineMs: Number.NaN })).rejects.toMatchObject({ options: ["deadlineMs"] });
    expect(events).toEqual([]);
  });

  test("waits for the promise of onUpdate before the next step", async () => {
    const { client, events } = createVideoStub(success);
    let release: () => void = () => {};
    const onUpdate = ({ step }: VideoUpdate): Promise<void> | undefined =>
      step === "created"
        ? new Promise((resolve) => {
            release = resolve;
          })
        : undefined;
    const call = client.videos.createAndWait(request, { onUpdate: onUpdate as (update: VideoUpdate) => Promise<void> });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(events).toEqual(["create"]);
    release();
    await call;
  });

  test("rejects with an error thrown by onUpdate", async () => {
    const diskFull = new Error("the disk is full");
    const { client, events } = createVideoStub(success);
    const onUpdate = (): void => {
      throw diskFull;
    };
    await expect(client.videos.createAndWait(request, { onUpdate })).rejects.toBe(diskFull);
    expect(diskFull).toMatchObject({ jobId: "j1", step: "created" });
    expect(events).toEqual(["create"]);
  });
});

describe("eventual consistency of a new task", () => {
  const notFound = { status: 404, body: {} };

  test("tolerates 404 responses at first", async () => {
    const { client, clock } = createVideoStub({ ...success, show: [notFound, notFound, succeededTask] });
    await client.videos.createAndWait(request);
    expect(clock.pauses).toEqual([2000, 3000]);
  });

  test("rejects if the task is not found for a minute, or at the deadline", async () => {
    const expected = { name: "NotFoundError", jobId: "j1", step: "waiting" };
    const { client, events } = createVideoStub({ ...success, show: [notFound] });
    await expect(client.videos.createAndWait(request)).rejects.toMatchObject(expected);
    expect(count(events, "show")).toBe(9);
    await expect(client.videos.createAndWait(request, { deadlineMs: 4_000 })).rejects.toMatchObject(expected);
    expect(count(events, "show")).toBe(12);
  });

  test("rejects at once in resume", async () => {
    const { client, events } = createVideoStub({ ...success, show: [notFound] });
    await expect(client.videos.resume("j1")).rejects.toMatchObject({ name: "NotFoundError" });
    expect(count(events, "show")).toBe(1);
  });
});

describe("resume", () => {
  test("continues with a task and creates nothing", async () => {
    const { client, events, recordUpdate } = createVideoStub(success);
    const { jobId } = await client.videos.resume("j1", { onUpdate: recordUpdate });
    expect(jobId).toBe("j1");
    expect(events).toEqual(["show", "waiting: j1 WAITING", "show", "waiting: j1 SUCCEED", "asset", "asset: j1"]);
  });

  /** The step at which the first process fails, and the responses to both processes. */
  test.each<[string, StubResponses]>([
    ["waiting", { ...success, show: [{ status: 403, body: {} }, { ...succeededTask, state: "WAITING" }, succeededTask] }],
    ["asset", { ...success, asset: [{ status: 403, body: {} }, readyAsset] }],
  ])("continues after an error in the step %s", async (step, responses) => {
    const { client, events } = createVideoStub(responses);
    const error = await catchError(client.videos.createAndWait(request));
    expect(error).toMatchObject({ name: "PermissionError", jobId: "j1", step });
    const video = await client.videos.resume((error as MetaStudioError).jobId ?? "");
    expect(video.file.file_name).toBe("One Day.mp4");
    expect(events.filter((kind) => kind === "create")).toHaveLength(1);
  });

  test("adds the job ID and the step to TaskFailedError", async () => {
    const { client } = createVideoStub({
      ...success,
      show: [{ job_id: "j1", state: "FAILED", error_info: { error_code: "MSS.45000001" } }],
    });
    await expect(client.videos.createAndWait(request)).rejects.toMatchObject({ name: "TaskFailedError", jobId: "j1", step: "waiting" });
  });

  test("copies a shared credentials error for each task", async () => {
    let calls = 0;
    const credentials = async (): Promise<{ token: string; expiresAt: number }> => {
      calls += 1;
      if (calls > 1) throw new Error("vault unavailable");
      return { token: "token-of-a-test", expiresAt: Date.UTC(2026, 0, 1) + 301_000 };
    };
    const { client, clock } = createVideoStub(
      { ...success, create: [createdResponse, { job_id: "j2" }], show: [{ ...succeededTask, state: "WAITING" }] },
      { credentials },
    );
    const onUpdate = ({ step }: VideoUpdate): void => {
      if (step === "created") clock.advance(400_000);
    };
    const errors = await Promise.all([
      catchError(client.videos.createAndWait(request, { onUpdate })),
      catchError(client.videos.createAndWait(request, { onUpdate })),
    ]);
    expect(errors).toMatchObject([
      { name: "CredentialsError", jobId: "j1" },
      { name: "CredentialsError", jobId: "j2" },
    ]);
  });
});

describe("lost create response", () => {
  test.each<[string, StubResponse]>([
    ["a lost connection", connectionReset],
    ["502", { status: 502, body: {} }],
    ["a response without job_id", {}],
  ])("finds the task after %s and waits for it", async (_, response) => {
    const { client, events, recordUpdate } = createVideoStub({ ...success, create: [response], list: [listOf("j1", "One Day")] });
    expect((await client.videos.createAndWait(request, { onUpdate: recordUpdate })).jobId).toBe("j1");
    expect(events.slice(0, 3)).toEqual(["create", "list", "created: j1"]);
  });

  test("finds the task when the list is eventually consistent", async () => {
    const { client, events, clock } = createVideoStub({
      ...success,
      create: [connectionReset],
      list: [{ count: 0, jobs: [] }, { status: 403, body: {} }, listOf("j1")],
    });
    const recovered: boolean[] = [];
    await client.videos.createAndWait(request, {
      onUpdate: (update) => void (update.step === "created" && recovered.push(update.recovered)),
    });
    expect(events.filter((kind) => kind === "list")).toHaveLength(3);
    expect(clock.pauses.slice(0, 2)).toEqual([2000, 3000]);
    expect(recovered).toEqual([true]);
  });

  const emptyList = { count: 0, jobs: [] };
  const twoTasks = {
    count: 2,
    jobs: [
      { job_id: "j1", state: "WAITING" },
      { job_id: "j2", state: "WAITING" },
    ],
  };
  test.each<[string, object, StubResponse, string[], number]>([
    ["no task is found for a minute", request, emptyList, [], 9],
    ["several tasks match", request, twoTasks, ["j1", "j2"], 1],
    ["the request has neither a name nor a script", {}, listOf("j1"), [], 0],
  ])("rejects with the ambiguous error if %s, without creating again", async (_, incomplete, list, candidateJobIds, searches) => {
    const { client, events } = createVideoStub({ ...success, create: [connectionReset], list: [list] });
    const error = await catchError(client.videos.createAndWait(incomplete, { validate: { request: "off" } }));
    expect(error).toMatchObject({ name: "ConnectionError", ambiguous: true, findCriteria: expect.any(Object), candidateJobIds });
    expect((error as MetaStudioError).jobId).toBeUndefined();
    expect([count(events, "create"), count(events, "list")]).toEqual([1, searches]);
  });

  test("rejects if the found task has a different name when it has succeeded", async () => {
    const other = { ...succeededTask, output_asset_config: { asset_id: "a2", asset_name: "Another Day" } };
    const { client, events } = createVideoStub({ ...success, create: [connectionReset], list: [listOf("j1")], show: [other] });
    await expect(client.videos.createAndWait(request)).rejects.toMatchObject({
      name: "ConnectionError",
      ambiguous: true,
      candidateJobIds: [],
    });
    expect(count(events, "create")).toBe(1);
  });

  test("does not search after a rejected request", async () => {
    const { client, events } = createVideoStub({ ...success, create: [{ status: 400, body: {} }] });
    await expect(client.videos.createAndWait(request)).rejects.toMatchObject({ status: 400, ambiguous: false });
    expect(events).toEqual(["create"]);
  });
});

describe("asset", () => {
  const creating = { asset_id: "a1", asset_state: "CREATING", files: [] };

  test("is polled until its file is ready", async () => {
    const { client, clock } = createVideoStub(
      { ...success, show: [succeededTask], asset: [creating, connectionReset, { status: 503, body: {} }, creating, readyAsset] },
      { retry: false },
    );
    const readiness: boolean[] = [];
    await client.videos.createAndWait(request, { onUpdate: (update) => void (update.step === "asset" && readiness.push(update.ready)) });
    expect(clock.pauses).toEqual([2000, 3000, 4500, 6750]);
    expect(readiness).toEqual([false, false, true]);
  });

  test("is polled until the deadline, which includes the wait for the task", async () => {
    const { client, clock } = createVideoStub({ ...success, asset: [creating] });
    const error = await catchError(client.videos.createAndWait(request, { deadlineMs: 10_000 }));
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ jobId: "j1", step: "asset", polls: 4, task: { state: "SUCCEED" }, cause: { reason: "not-ready" } });
    expect(clock.monotonic()).toBe(10_000);
  });

  test.each<[StubResponse, object]>([
    [{ asset_state: "BLOCK" }, { name: "DownloadError", reason: "unavailable" }],
    [
      { status: 429, body: {}, headers: { "retry-after": "86400" } },
      { name: "RateLimitError", retryAfterMs: 86_400_000 },
    ],
  ])("rejects at once after %j", async (response, expected) => {
    const { client, events } = createVideoStub({ ...success, asset: [response] });
    await expect(client.videos.createAndWait(request)).rejects.toMatchObject({ ...expected, jobId: "j1", step: "asset" });
    expect(count(events, "asset")).toBe(1);
  });

  test("tolerates 404 responses at first, but not too many", async () => {
    const notFound = { status: 404, body: {} };
    const eventual = createVideoStub({ ...success, asset: [notFound, notFound, readyAsset] });
    expect((await eventual.client.videos.createAndWait(request)).asset.asset_id).toBe("a1");
    const { client, events } = createVideoStub({ ...success, asset: [notFound] });
    await expect(client.videos.createAndWait(request)).rejects.toMatchObject({ name: "NotFoundError", jobId: "j1", step: "asset" });
    expect(count(events, "asset")).toBe(6);
  });

  test("waits for the file of the requested category", async () => {
    const cover = { asset_file_category: "COVER", download_url: "https://files.example/cover" };
    const { client } = createVideoStub({ ...success, asset: [readyAsset, { ...readyAsset, files: [...readyAsset.files, cover] }] });
    const video = await client.videos.createAndWait(request, { category: "COVER" });
    expect(video.file.download_url).toBe("https://files.example/cover");
  });
});

describe("abort", () => {
  const responses: Record<string, StubResponses> = {
    waiting: { ...success, show: [{ ...succeededTask, state: "WAITING" }] },
    asset: { ...success, show: [succeededTask], asset: [{ asset_state: "CREATING" }] },
    "searching for the task": { ...success, create: [connectionReset], list: [{ jobs: [] }] },
  };
  test.each(Object.keys(responses))("while %s: rejects with the signal's reason at once and releases all resources", async (step) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock, events }: VideoStub = createVideoStub(responses[step] ?? {});
    clock.holdPauses();
    const call = catchError(client.videos.createAndWait(request, { signal: controller.signal }));
    while (clock.pauses.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const eventsBefore = events.length;
    const reason = new Error("aborted by the test");
    controller.abort(reason);
    expect(await call).toBe(reason);
    expect([listeners(), clock.pendingCount(), events.length - eventsBefore]).toEqual([0, 0, 0]);
  });

  test("rejects while waiting for onUpdate", async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, events } = createVideoStub(success);
    const reason = new Error("aborted by the test");
    const onUpdate = (): Promise<void> => {
      setImmediate(() => controller.abort(reason));
      return new Promise(() => {});
    };
    await expect(client.videos.createAndWait(request, { signal: controller.signal, onUpdate })).rejects.toBe(reason);
    expect([listeners(), events]).toEqual([0, ["create"]]);
  });

  test("sends nothing if the signal is already aborted", async () => {
    const { client, events } = createVideoStub(success);
    const reason = new Error("aborted by the test");
    for (const call of [
      client.videos.createAndWait(request, { signal: AbortSignal.abort(reason) }),
      client.videos.resume("j1", { signal: AbortSignal.abort(reason) }),
    ])
      await expect(call).rejects.toBe(reason);
    expect(events).toEqual([]);
  });
});

test("redacts the signature of a URL in errors", async () => {
  const { client } = createVideoStub({ ...success, file: [() => new Response(null, { status: 500 })] });
  const error = await catchError((await client.videos.createAndWait(request)).download());
  expect(error).toBeInstanceOf(DownloadError);
  expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain("signature-of-a-test");
  expect(downloadUrl).toContain("signature-of-a-test");
});

function count(events: readonly string[], kind: string): number {
  return events.filter((event) => event === kind).length;
}
