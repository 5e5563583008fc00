import { describe, expect, test } from "vitest";
import { DownloadError, MetaStudioError, type VideoUpdate, WaitTimeoutError } from "../../../src/index.js";
import { countListeners } from "../../helpers/listeners.js";
import { type Answer, content, created, type Life, life, link, lost, ready, type Script, succeeded } from "../../helpers/videos.js";

const script = { script_id: "s1", output_asset_config: { asset_name: "One Day" } };
const named = (job_id: string, asset_name?: string): Answer => ({
  count: 1,
  jobs: [{ job_id, state: "WAITING", ...(asset_name !== undefined && { output_asset_config: { asset_id: "a1", asset_name } }) }],
});
const whole = { create: [created], show: [{ ...succeeded, state: "WAITING" }, succeeded], asset: [ready] };

async function thrown(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "nothing",
    (error: unknown) => error,
  );
}

describe("make", () => {
  test("creates, waits and finds the file, and tells every step before the next request", async () => {
    const { client, heard, note, bodies } = life(whole);
    const { jobId, task, asset, file } = await client.videos.createAndWait(script, { onUpdate: note });
    expect(heard).toEqual(["create", "created: j1", "show", "waiting: j1 WAITING", "show", "waiting: j1 SUCCEED", "asset", "asset: j1"]);
    expect([jobId, task.state, asset.asset_id, file.file_name, bodies]).toEqual(["j1", "SUCCEED", "a1", "One Day.mp4", [script]]);
  });

  test("download fetches the file with the link that came", async () => {
    const { client, heard } = life(whole);
    const video = await client.videos.createAndWait(script);
    const { body, checks } = await video.download();
    expect(await new Response(body).text()).toBe("a finished video");
    expect(checks).toEqual({ size: true, md5: false });
    expect(heard.filter((kind) => kind === "asset")).toHaveLength(1);
  });

  test("a day later the link is renewed", async () => {
    const { client, heard } = life({ ...whole, file: [() => new Response(null, { status: 403 }), () => new Response(content)] });
    const video = await client.videos.createAndWait(script);
    expect(await new Response((await video.download()).body).text()).toBe("a finished video");
    expect(heard.slice(-4)).toEqual(["asset", "file", "asset", "file"]);
  });

  test("the request is read at once", async () => {
    const { client, bodies } = life(whole);
    const mine = structuredClone(script);
    const making = client.videos.createAndWait(mine);
    mine.output_asset_config.asset_name = "Another Day";
    await making;
    expect(bodies).toEqual([script]);
  });

  test("a request that the contract forbids is not sent; one that cannot be written neither", async () => {
    const { client, heard } = life(whole);
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    for (const wrong of [{ script_id: 1 }, circle])
      expect(await thrown(client.videos.createAndWait(wrong as never))).toBeInstanceOf(MetaStudioError);
    await expect(client.videos.createAndWait(script, { deadlineMs: Number.NaN })).rejects.toMatchObject({ options: ["deadlineMs"] });
    expect(heard).toEqual([]);
  });

  test("the next step waits until an update has been taken in", async () => {
    const { client, heard } = life(whole);
    let kept: () => void = () => {};
    const keep = ({ step }: VideoUpdate): Promise<void> | undefined =>
      step === "created"
        ? new Promise((resolve) => {
            kept = resolve;
          })
        : undefined;
    const making = client.videos.createAndWait(script, { onUpdate: keep as (update: VideoUpdate) => Promise<void> });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(["create"]);
    kept();
    await making;
  });

  test("what an update handler throws ends the call", async () => {
    const full = new Error("the disk is full");
    const { client, heard } = life(whole);
    const onUpdate = (): void => {
      throw full;
    };
    await expect(client.videos.createAndWait(script, { onUpdate })).rejects.toBe(full);
    expect(heard).toEqual(["create"]);
  });
});

describe("a task that was created just now", () => {
  const unknown = { status: 404, body: {} };

  test("may not be found at first", async () => {
    const { client, clock } = life({ ...whole, show: [unknown, unknown, succeeded] });
    await client.videos.createAndWait(script);
    expect(clock.pauses).toEqual([2000, 3000]);
  });

  test("but not for ever, and not beyond the deadline", async () => {
    const expected = { name: "NotFoundError", jobId: "j1", step: "waiting" };
    const { client, heard } = life({ ...whole, show: [unknown] });
    await expect(client.videos.createAndWait(script)).rejects.toMatchObject(expected);
    expect(count(heard, "show")).toBe(6);
    await expect(client.videos.createAndWait(script, { deadlineMs: 4_000 })).rejects.toMatchObject(expected);
    expect(count(heard, "show")).toBe(8);
  });

  test("one of which only the id is known is not there", async () => {
    const { client, heard } = life({ ...whole, show: [unknown] });
    await expect(client.videos.resume("j1")).rejects.toMatchObject({ name: "NotFoundError" });
    expect(count(heard, "show")).toBe(1);
  });
});

describe("resume", () => {
  test("goes on with a task, and creates nothing", async () => {
    const { client, heard, note } = life(whole);
    const { jobId } = await client.videos.resume("j1", { onUpdate: note });
    expect(jobId).toBe("j1");
    expect(heard).toEqual(["show", "waiting: j1 WAITING", "show", "waiting: j1 SUCCEED", "asset", "asset: j1"]);
  });

  /** Where the first process stops, and what the second then sees. */
  test.each<[string, Script]>([
    ["waiting", { ...whole, show: [{ status: 403, body: {} }, { ...succeeded, state: "WAITING" }, succeeded] }],
    ["asset", { ...whole, asset: [{ status: 403, body: {} }, ready] }],
  ])("every error after the creation says where: %s", async (step, said) => {
    const { client, heard } = life(said);
    const error = await thrown(client.videos.createAndWait(script));
    expect(error).toMatchObject({ name: "PermissionError", jobId: "j1", step });
    const video = await client.videos.resume((error as MetaStudioError).jobId ?? "");
    expect(video.file.file_name).toBe("One Day.mp4");
    expect(heard.filter((kind) => kind === "create")).toHaveLength(1);
  });

  test("a task that failed", async () => {
    const { client } = life({ ...whole, show: [{ job_id: "j1", state: "FAILED", error_info: { error_code: "MSS.45000001" } }] });
    await expect(client.videos.createAndWait(script)).rejects.toMatchObject({ name: "TaskFailedError", jobId: "j1", step: "waiting" });
  });

  test("one failure of credentials for two tasks names each", async () => {
    let asked = 0;
    const credentials = async (): Promise<{ token: string; expiresAt: number }> => {
      asked += 1;
      if (asked > 1) throw new Error("vault");
      return { token: "token-of-a-test", expiresAt: Date.UTC(2026, 0, 1) + 301_000 };
    };
    const { client, clock } = life(
      { ...whole, create: [created, { job_id: "j2" }], show: [{ ...succeeded, state: "WAITING" }] },
      { credentials },
    );
    const onUpdate = ({ step }: VideoUpdate): void => {
      if (step === "created") clock.shift(400_000);
    };
    const errors = await Promise.all([
      thrown(client.videos.createAndWait(script, { onUpdate })),
      thrown(client.videos.createAndWait(script, { onUpdate })),
    ]);
    expect(errors).toMatchObject([
      { name: "CredentialsError", jobId: "j1" },
      { name: "CredentialsError", jobId: "j2" },
    ]);
  });
});

describe("an answer that was lost", () => {
  test.each<[string, Answer]>([
    ["a lost connection", lost],
    ["502", { status: 502, body: {} }],
    ["a task without its id", {}],
  ])("%s: the task is looked for, and followed", async (_, answer) => {
    const { client, heard, note } = life({ ...whole, create: [answer], list: [named("j1", "One Day")] });
    expect((await client.videos.createAndWait(script, { onUpdate: note })).jobId).toBe("j1");
    expect(heard.slice(0, 3)).toEqual(["create", "list", "created: j1"]);
  });

  test("the list may lag behind", async () => {
    const { client, heard, clock } = life({
      ...whole,
      create: [lost],
      list: [{ count: 0, jobs: [] }, { status: 403, body: {} }, named("j1")],
    });
    const found: boolean[] = [];
    await client.videos.createAndWait(script, { onUpdate: (update) => void (update.step === "created" && found.push(update.found)) });
    expect(heard.filter((kind) => kind === "list")).toHaveLength(3);
    expect(clock.pauses.slice(0, 2)).toEqual([2000, 3000]);
    expect(found).toEqual([true]);
  });

  const none = { count: 0, jobs: [] };
  const two = {
    count: 2,
    jobs: [
      { job_id: "j1", state: "WAITING" },
      { job_id: "j2", state: "WAITING" },
    ],
  };
  test.each<[string, object, Answer, string[], number]>([
    ["none is found", script, none, [], 4],
    ["several could be it", script, two, ["j1", "j2"], 1],
    ["it has neither name nor script, so that it could be anybody's", {}, named("j1"), [], 0],
  ])("%s: the error stands, and nothing is created again", async (_, request, list, found, looks) => {
    const { client, heard } = life({ ...whole, create: [lost], list: [list] });
    const error = await thrown(client.videos.createAndWait(request, { validate: { request: "off" } }));
    expect(error).toMatchObject({ name: "ConnectionError", ambiguous: true, findCriteria: expect.any(Object), candidateJobIds: found });
    expect((error as MetaStudioError).jobId).toBeUndefined();
    expect([count(heard, "create"), count(heard, "list")]).toEqual([1, looks]);
  });

  test("a task that turns out to have another name is not taken for ours", async () => {
    const other = { ...succeeded, output_asset_config: { asset_id: "a2", asset_name: "Another Day" } };
    const { client, heard } = life({ ...whole, create: [lost], list: [named("j1")], show: [other] });
    await expect(client.videos.createAndWait(script)).rejects.toMatchObject({ name: "ConnectionError", ambiguous: true, candidateJobIds: [] });
    expect(count(heard, "create")).toBe(1);
  });

  test("a refused request was not accepted, so nobody looks", async () => {
    const { client, heard } = life({ ...whole, create: [{ status: 400, body: {} }] });
    await expect(client.videos.createAndWait(script)).rejects.toMatchObject({ status: 400, ambiguous: false });
    expect(heard).toEqual(["create"]);
  });
});

describe("the asset", () => {
  const creating = { asset_id: "a1", asset_state: "CREATING", files: [] };

  test("may lag behind the task: asked again at the pace of a wait", async () => {
    const { client, clock } = life(
      { ...whole, show: [succeeded], asset: [creating, lost, { status: 503, body: {} }, creating, ready] },
      { retry: false },
    );
    const readiness: boolean[] = [];
    await client.videos.createAndWait(script, { onUpdate: (update) => void (update.step === "asset" && readiness.push(update.ready)) });
    expect(clock.pauses).toEqual([2000, 3000, 4500, 6750]);
    expect(readiness).toEqual([false, false, true]);
  });

  test("to the deadline, which counts from the creation", async () => {
    const { client, clock } = life({ ...whole, asset: [creating] });
    const error = await thrown(client.videos.createAndWait(script, { deadlineMs: 10_000 }));
    expect(error).toBeInstanceOf(WaitTimeoutError);
    expect(error).toMatchObject({ jobId: "j1", step: "asset", polls: 4, task: { state: "SUCCEED" }, cause: { reason: "not-ready" } });
    expect(clock.monotonic()).toBe(10_000);
  });

  test.each<[Answer, object]>([
    [{ asset_state: "BLOCK" }, { name: "DownloadError", reason: "unavailable" }],
    [
      { status: 429, body: {}, headers: { "retry-after": "86400" } },
      { name: "RateLimitError", retryAfterMs: 86_400_000 },
    ],
  ])("%j ends it at once", async (answer, expected) => {
    const { client, heard } = life({ ...whole, asset: [answer] });
    await expect(client.videos.createAndWait(script)).rejects.toMatchObject({ ...expected, jobId: "j1", step: "asset" });
    expect(count(heard, "asset")).toBe(1);
  });

  test("may not be known at first; for ever is too long", async () => {
    const unknown = { status: 404, body: {} };
    const good = life({ ...whole, asset: [unknown, unknown, ready] });
    expect((await good.client.videos.createAndWait(script)).asset.asset_id).toBe("a1");
    const { client, heard } = life({ ...whole, asset: [unknown] });
    await expect(client.videos.createAndWait(script)).rejects.toMatchObject({ name: "NotFoundError", jobId: "j1", step: "asset" });
    expect(count(heard, "asset")).toBe(6);
  });

  test("another file, where another is asked for", async () => {
    const cover = { asset_file_category: "COVER", download_url: "https://files.example/cover" };
    const { client } = life({ ...whole, asset: [ready, { ...ready, files: [...ready.files, cover] }] });
    const video = await client.videos.createAndWait(script, { category: "COVER" });
    expect(video.file.download_url).toBe("https://files.example/cover");
  });
});

describe("abort", () => {
  const pausing: Record<string, Script> = {
    waiting: { ...whole, show: [{ ...succeeded, state: "WAITING" }] },
    asset: { ...whole, show: [succeeded], asset: [{ asset_state: "CREATING" }] },
    "looking for a lost task": { ...whole, create: [lost], list: [{ jobs: [] }] },
  };
  test.each(Object.keys(pausing))("while %s: the signal's reason at once, nothing left, the task goes on", async (step) => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, clock, heard }: Life = life(pausing[step] ?? {});
    clock.hold();
    const making = thrown(client.videos.createAndWait(script, { signal: controller.signal }));
    while (clock.pauses.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const before = heard.length;
    const reason = new Error("enough");
    controller.abort(reason);
    expect(await making).toBe(reason);
    expect([listeners(), clock.sleeping(), heard.length - before]).toEqual([0, 0, 0]);
  });

  test("while an update is taken in", async () => {
    const controller = new AbortController();
    const listeners = countListeners(controller.signal);
    const { client, heard } = life(whole);
    const reason = new Error("enough");
    const onUpdate = (): Promise<void> => {
      setImmediate(() => controller.abort(reason));
      return new Promise(() => {});
    };
    await expect(client.videos.createAndWait(script, { signal: controller.signal, onUpdate })).rejects.toBe(reason);
    expect([listeners(), heard]).toEqual([0, ["create"]]);
  });

  test("before it began: nothing is sent", async () => {
    const { client, heard } = life(whole);
    const reason = new Error("enough");
    for (const call of [
      client.videos.createAndWait(script, { signal: AbortSignal.abort(reason) }),
      client.videos.resume("j1", { signal: AbortSignal.abort(reason) }),
    ])
      await expect(call).rejects.toBe(reason);
    expect(heard).toEqual([]);
  });
});

test("no link is printed by an error", async () => {
  const { client } = life({ ...whole, file: [() => new Response(null, { status: 500 })] });
  const error = await thrown((await client.videos.createAndWait(script)).download());
  expect(error).toBeInstanceOf(DownloadError);
  expect(`${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain("signature-of-a-test");
  expect(link).toContain("signature-of-a-test");
});

function count(heard: readonly string[], kind: string): number {
  return heard.filter((one) => one === kind).length;
}
