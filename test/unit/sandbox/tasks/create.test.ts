import { describe, expect, test } from "vitest";
import { examples } from "../../../../generated/examples.js";
import { operations } from "../../../../generated/operations.js";
import { estimateDuration } from "../../../../src/sandbox/tasks/serialize-task.js";
import { namedRequest, openSandbox, videoRequest } from "../../helpers/sandbox.js";

const documented = examples.show2DDigitalHumanVideo["200"];
const scriptFields = operations.show2DDigitalHumanVideo.parameters.flatMap((parameter) =>
  "includes" in parameter ? parameter.includes : [],
);
/** Returns the script properties of a body. */
const scriptOf = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => (scriptFields as string[]).includes(name)));
const scenes = (...texts: string[]) => texts.map((text, sequence_no) => ({ sequence_no, shoot_script: { text_config: { text } } }));

describe("create requests", () => {
  test("creates a task that waits, works and produces a video with the requested name", async () => {
    const { create, show, clock } = openSandbox();
    const { status, body } = await create();
    expect([status, body]).toEqual([200, { job_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) }]);
    const seen: unknown[] = [];
    for (const step of ["0s", "30s", "60s"]) {
      await clock.advance(step);
      const { state, output_asset_config, duration } = (await show(body.job_id)).body;
      seen.push([state, output_asset_config?.asset_name, duration]);
    }
    expect(seen).toEqual([
      ["WAITING", undefined, undefined],
      ["PROCESSING", undefined, undefined],
      ["SUCCEED", "Good morning", 1],
    ]);
  });

  test("the task shows its script as sent, only with show_script", async () => {
    const { create, show } = openSandbox();
    const music = {
      ...videoRequest,
      background_music_config: { music_asset_id: "m", volume: 30 },
      review_config: { no_need_review: true },
    };
    const { job_id } = (await create(music)).body;
    expect(scriptOf((await show(job_id, "?show_script=true")).body)).toEqual(scriptOf(music));
    expect(scriptOf((await show(job_id)).body)).toEqual({});
  });

  test("request properties override those of the saved script", async () => {
    const { create, show } = openSandbox();
    const shown = async (body: object) => scriptOf((await show((await create(body)).body.job_id, "?show_script=true")).body);
    const saved = await shown({ script_id: "saved", model_asset_id: "mine" });
    expect(saved).toMatchObject({ script_id: "saved", model_asset_id: "mine", voice_config: documented.voice_config });
    expect(saved["shoot_scripts"]).toHaveLength(documented.shoot_scripts.length);
  });

  test("the video is named like the task if the request has no name", async () => {
    const { create, show, clock } = openSandbox();
    const { output_asset_config: _, ...unnamed } = videoRequest;
    const { job_id } = (await create(unnamed)).body;
    await clock.advance("90s");
    expect((await show(job_id)).body.output_asset_config.asset_name).toBe(job_id);
  });

  test("generates unique task and asset IDs from the seed", async () => {
    const generatedIds = async (seed: number) => {
      const { create, tasks, clock } = openSandbox({ seed });
      for (let i = 0; i < 3; i += 1) {
        await create();
        await clock.advance("1s");
      }
      return tasks.all().flatMap(({ job_id, asset_id }) => [job_id, asset_id]);
    };
    const ids = await generatedIds(1);
    expect(new Set(ids).size).toBe(8);
    expect(await generatedIds(1)).toEqual(ids);
    expect((await generatedIds(2)).slice(2).filter((id) => ids.includes(id))).toEqual([]);
  });

  test.each<[string, object, RegExp]>([
    [
      "an unsupported size",
      { video_config: { ...videoRequest.video_config, width: 1900 } },
      /^Invalid parameter: \/video_config\/width: .*1900/,
    ],
    ["a missing voice", { voice_config: {} }, /: \/voice_config\/voice_asset_id: /],
    ["duplicate scene numbers", { shoot_scripts: [...scenes("a"), ...scenes("b")] }, /: \/shoot_scripts\/1\/sequence_no: /],
    ["a callback without a URL", { callback_config: {} }, /: \/callback_config\/callback_url: /],
  ])("rejects %s with its JSON pointer", async (_, change, text) => {
    const { create, tasks } = openSandbox();
    const { status, body } = await create({ ...videoRequest, ...change });
    expect([status, body.error_code, body.error_msg]).toEqual([400, "MSS.00000003", expect.stringMatching(text)]);
    expect(tasks.createCount().size).toBe(0);
  });

  test("rejects a missing body", async () => {
    const { call } = openSandbox();
    const { status, body } = await call("POST", "/2d-digital-human-videos");
    expect([status, body.error_msg]).toEqual([400, expect.stringMatching(/^Invalid parameter: the body is not valid JSON/)]);
  });

  test("counts accepted requests by name", async () => {
    const { create, tasks, clock } = openSandbox();
    for (const name of ["a", "b", "a"]) {
      await create(namedRequest(name));
      await clock.advance("1s");
    }
    tasks.add();
    expect([...tasks.createCount()]).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(tasks.all().map(({ asset_name, state, request: { model_asset_id } = {} }) => [asset_name, state, model_asset_id])).toEqual([
      ["One Day", "WAITING", undefined],
      ["a", "WAITING", videoRequest.model_asset_id],
      ["b", "WAITING", videoRequest.model_asset_id],
      ["a", "WAITING", videoRequest.model_asset_id],
      ["One Day", "WAITING", undefined],
    ]);
  });
});

describe("scenario of a new task", () => {
  test.each([
    ["the asset name", namedRequest("fails-1")],
    ["the script ID", { script_id: "fails-1" }],
    ["the asset name rather than the script ID", namedRequest("fails", { script_id: "slow-1" })],
  ])("is selected by %s", async (_, body) => {
    const { create, show, tasks, clock } = openSandbox();
    const { job_id } = (await create(body)).body;
    await clock.advance("90s");
    expect([(await show(job_id)).body.state, tasks.all()[1]?.scenario]).toEqual(["FAILED", "fails"]);
  });

  test("defaults to the scenario of the sandbox", async () => {
    const { create, tasks } = openSandbox({ scenario: "slow" });
    await create(namedRequest("failsafe"));
    expect(tasks.all().map(({ scenario }) => scenario)).toEqual(["slow", "slow"]);
  });

  test("injects faults into the create request, before or after it is processed", async () => {
    const { send, tasks, clock } = openSandbox();
    const outcomes = async (name: string) => {
      const seen: unknown[] = [];
      for (let i = 0; i < 3; i += 1) {
        const sent = send("POST", "/2d-digital-human-videos", { body: namedRequest(name) });
        seen.push(
          await sent.then(
            (response) => response.status,
            (error: TypeError) => (error.cause as { code: string }).code,
          ),
        );
        await clock.advance("1s");
      }
      return [...seen, tasks.createCount().get(name)];
    };
    expect(await outcomes("reset-1")).toEqual(["ECONNRESET", 200, "ECONNRESET", 1]);
    expect(await outcomes("lost-response-1")).toEqual(["ECONNRESET", 200, "ECONNRESET", 3]);
    expect(await outcomes("lost-response-2")).toEqual(["ECONNRESET", 200, "ECONNRESET", 3]);
    expect(await outcomes("html-502-1")).toEqual([502, 200, 502, 1]);
    expect(await outcomes("flaky-5xx-1")).toEqual([503, 500, 200, 1]);
    expect(await outcomes("throttled-1")).toEqual([200, 429, 429, 1]);
    expect(await outcomes("plain")).toEqual([200, 200, 200, 3]);
  });

  test("starts a scenario with the create request, separately for each user", async () => {
    const { send, create, clock } = openSandbox({ throttle: false });
    await clock.advance("1h");
    expect((await create(namedRequest("token-expires-1"))).status).toBe(200);
    const isReset = (user?: string) =>
      send("POST", "/2d-digital-human-videos", { body: namedRequest("reset-1"), ...(user && { user }) }).then(
        () => false,
        () => true,
      );
    expect([await isReset(), await isReset("anna"), await isReset("otto"), await isReset("anna"), await isReset()]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test("injects faults into consecutive requests for the task and its asset", async () => {
    const { create, show, asset, cancel, tasks, clock } = openSandbox();
    const { job_id } = (await create(namedRequest("throttled-1"))).body;
    const { asset_id = "" } = tasks.all()[1] ?? {};
    await clock.advance("90s");
    const statuses = [(await asset(asset_id)).status, (await show(job_id)).status, (await cancel(job_id)).status];
    await clock.advance("5s");
    expect([...statuses, (await show(job_id)).status, (await asset(asset_id)).status]).toEqual([200, 429, 429, 200, 429]);
  });

  test("truncates the response of a processed create request", async () => {
    const { send, tasks } = openSandbox();
    const response = await send("POST", "/2d-digital-human-videos", { body: namedRequest("truncated-1") });
    await expect(response.json()).rejects.toThrow(SyntaxError);
    expect(tasks.createCount().get("truncated-1")).toBe(1);
  });

  test("drops the response of a processed cancel request, but never of a read request", async () => {
    const { create, send, show, clock } = openSandbox({ scenario: "lost-response" });
    await expect(create()).rejects.toThrow("fetch failed");
    await clock.advance("1s");
    const { job_id } = (await create()).body;
    expect((await show(job_id)).body.state).toBe("WAITING");
    await expect(send("POST", `/2d-digital-human-videos/${job_id}/cancel`)).rejects.toThrow("fetch failed");
    expect((await show(job_id)).body.state).toBe("CANCELED");
  });

  test("does not drop the responses of rejected requests", async () => {
    const { create, clock, tasks } = openSandbox({ scenario: "lost-response" });
    await expect(create()).rejects.toThrow("fetch failed");
    await clock.advance("1s");
    expect((await create({ video_config: {} })).status).toBe(400);
    await clock.advance("1s");
    expect((await create()).status).toBe(200);
    expect((await create()).status).toBe(429);
    expect(tasks.all().length).toBe(3);
  });
});

describe("estimateDuration", () => {
  const spoken = (words: number, word = "word") => Array(words).fill(word).join(" ");
  const audio = (audio_duration?: number) => ({ shoot_script: { script_type: "AUDIO", audio_duration } });
  test.each<[string, Record<string, unknown>, number]>([
    ["250 words take one minute", { shoot_scripts: scenes(spoken(250)) }, 60],
    ["250 Chinese characters take one minute", { shoot_scripts: scenes("数字人讲话".repeat(50)) }, 60],
    ["adds words and Chinese characters of all scenes", { shoot_scripts: scenes(spoken(50), `你好${spoken(48)}`) }, 24],
    ["halves at double speed", { shoot_scripts: scenes(spoken(250)), voice_config: { speed: 200 } }, 30],
    ["doubles at half speed", { shoot_scripts: scenes(spoken(250)), voice_config: { speed: 50 } }, 120],
    ["ignores SSML tags and adds SSML pauses", { shoot_scripts: scenes(`<speak>${spoken(25)}<break time="3s"/></speak>`) }, 9],
    ["counts tags as words outside SSML", { shoot_scripts: scenes(spoken(25, "<b>")) }, 6],
    ["ignores punctuation, and counts a word with an apostrophe once", { shoot_scripts: scenes(spoken(25, "it's – ")) }, 6],
    ["uses the duration of audio", { shoot_scripts: [audio(12.5), audio(3)], voice_config: { speed: 50 } }, 15.5],
    ["is one second for audio of unknown duration", { shoot_scripts: [audio()] }, 1],
    ["is one second without scenes", {}, 1],
  ])("%s", (_, script, seconds) => {
    expect(estimateDuration(script)).toBe(seconds);
  });
});

describe("ownership", () => {
  const documentedId = "26f06524-4f75-4b3a-a853-b649a21aaf66";

  /** Creates two finished tasks in project p1, one of the user anna and one without a user. */
  async function setUp() {
    const sandbox = openSandbox();
    const userTask = (await sandbox.create(videoRequest, { user: "anna" })).body.job_id;
    await sandbox.clock.advance("1s");
    const sharedTask = (await sandbox.create(videoRequest)).body.job_id;
    await sandbox.clock.advance("10m");
    const assetOf = (id: string) => sandbox.tasks.all().find(({ job_id }) => job_id === id)?.asset_id ?? "";
    const accessResults = async (id: string, callOptions: { user?: string; project?: string }) => {
      const statuses = [(await sandbox.show(id, "", callOptions)).status, (await sandbox.asset(assetOf(id), callOptions)).status];
      return [...statuses, (await sandbox.list("", callOptions)).includes(id), (await sandbox.cancel(id, callOptions)).status];
    };
    return { ...sandbox, userTask, sharedTask, accessResults };
  }
  /** Results of show, asset, list and cancel; cancel returns 400 because the task has ended. */
  const visible = [200, 200, true, 400];
  const hidden = [404, 404, false, 404];

  describe("task ownership", () => {
    test.each<[string, "userTask" | "sharedTask", { user?: string; project?: string }, readonly unknown[]]>([
      ["a task of the same user is visible", "userTask", { user: "anna" }, visible],
      ["a task of another user is hidden", "userTask", { user: "otto" }, hidden],
      ["a task of a user is hidden from requests without a user", "userTask", {}, hidden],
      ["a task of the same user in another project is hidden", "userTask", { user: "anna", project: "p2" }, hidden],
      ["a task without a user is visible to requests without a user", "sharedTask", {}, visible],
      ["a task without a user is visible to requests with an empty user", "sharedTask", { user: "" }, visible],
      ["a task without a user is hidden from a user", "sharedTask", { user: "anna" }, hidden],
      ["a task without a user is hidden in another project", "sharedTask", { project: "p2" }, hidden],
    ])("%s", async (_, which, callOptions, expected) => {
      const { accessResults, ...tasks } = await setUp();
      expect(await accessResults(tasks[which], callOptions)).toEqual(expected);
    });

    test("tasks added by a test are visible to the given project and user", async () => {
      const { tasks, list, show } = openSandbox();
      tasks.add({ job_id: "all" });
      tasks.add({ job_id: "one", project_id: "p1" });
      tasks.add({ job_id: "her", project_id: "p1", app_user_id: "anna" });
      tasks.add({ job_id: "any", app_user_id: "anna" });
      expect([
        await list(),
        await list("", { project: "p2" }),
        await list("", { user: "anna" }),
        await list("", { user: "anna", project: "p2" }),
      ]).toEqual([[documentedId, "all", "one"], [documentedId, "all"], ["her", "any"], ["any"]]);
      const status = async (id: string, user?: string) => (await show(id, "", user === undefined ? {} : { user })).status;
      expect([await status("all"), await status("all", "anna"), await status("any"), await status("any", "anna")]).toEqual([
        200, 404, 404, 200,
      ]);
      expect(tasks.all().map(({ project_id, app_user_id }) => [project_id, app_user_id])).toEqual([
        [undefined, undefined],
        [undefined, undefined],
        ["p1", undefined],
        ["p1", "anna"],
        [undefined, "anna"],
      ]);
    });

    test("the same scenario ID identifies different tasks for different users", async () => {
      const { show, list, clock } = openSandbox();
      await show("fails-1", "", { user: "anna" });
      await clock.advance("90s");
      const state = async (user: string) => (await show("fails-1", "", { user })).body.state;
      expect([await state("anna"), await state("otto"), await list("", { user: "otto" })]).toEqual(["FAILED", "WAITING", ["fails-1"]]);
    });
  });
});
