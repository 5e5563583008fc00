import { describe, expect, it } from "vitest";
import { examples } from "../../../../generated/examples.js";
import { operations } from "../../../../generated/operations.js";
import { secondsOf } from "../../../../src/sandbox/tasks/estimate-duration.js";
import { named, openStudio, request } from "../../../helpers/sandbox.js";

const page = examples.show2DDigitalHumanVideo["200"];
const scriptFields = operations.show2DDigitalHumanVideo.parameters.flatMap((parameter) =>
  "includes" in parameter ? parameter.includes : [],
);
/** What of a body belongs to the script. */
const scriptOf = (body: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => (scriptFields as string[]).includes(name)));
const scenes = (...texts: string[]) => texts.map((text, sequence_no) => ({ sequence_no, shoot_script: { text_config: { text } } }));

describe("a request to create a video", () => {
  it("makes a task that waits, works and has a video of the name that was asked for", async () => {
    const { create, show, clock } = openStudio();
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

  it("is shown as it was sent, with its script only when that is asked for", async () => {
    const { create, show } = openStudio();
    const music = { ...request, background_music_config: { music_asset_id: "m", volume: 30 }, review_config: { no_need_review: true } };
    const { job_id } = (await create(music)).body;
    expect(scriptOf((await show(job_id, "?show_script=true")).body)).toEqual(scriptOf(music));
    expect(scriptOf((await show(job_id)).body)).toEqual({});
  });

  it("lets a saved script stand in for what it leaves out, and goes before it", async () => {
    const { create, show } = openStudio();
    const shown = async (body: object) => scriptOf((await show((await create(body)).body.job_id, "?show_script=true")).body);
    const saved = await shown({ script_id: "saved", model_asset_id: "mine" });
    expect(saved).toMatchObject({ script_id: "saved", model_asset_id: "mine", voice_config: page.voice_config });
    expect(saved["shoot_scripts"]).toHaveLength(page.shoot_scripts.length);
  });

  it("without a name gives the video that of the task", async () => {
    const { create, show, clock } = openStudio();
    const { output_asset_config: _, ...unnamed } = request;
    const { job_id } = (await create(unnamed)).body;
    await clock.advance("90s");
    expect((await show(job_id)).body.output_asset_config.asset_name).toBe(job_id);
  });

  it("gets ids and videos of its own that follow from the seed", async () => {
    const made = async (seed: number) => {
      const { create, tasks, clock } = openStudio({ seed });
      for (let i = 0; i < 3; i += 1) {
        await create();
        await clock.advance("1s");
      }
      return tasks.all().flatMap(({ job_id, asset_id }) => [job_id, asset_id]);
    };
    const ids = await made(1);
    expect(new Set(ids).size).toBe(8);
    expect(await made(1)).toEqual(ids);
    expect((await made(2)).slice(2).filter((id) => ids.includes(id))).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      "a size that cannot be made",
      { video_config: { ...request.video_config, width: 1900 } },
      /^Invalid parameter: \/video_config\/width: .*1900/,
    ],
    ["a missing voice", { voice_config: {} }, /: \/voice_config\/voice_asset_id: /],
    ["two scenes of one number", { shoot_scripts: [...scenes("a"), ...scenes("b")] }, /: \/shoot_scripts\/1\/sequence_no: /],
    ["a callback without an address", { callback_config: {} }, /: \/callback_config\/callback_url: /],
  ])("is refused for %s, at its place", async (_, change, text) => {
    const { create, tasks } = openStudio();
    const { status, body } = await create({ ...request, ...change });
    expect([status, body.error_code, body.error_msg]).toEqual([400, "MSS.00000003", expect.stringMatching(text)]);
    expect(tasks.createCount().size).toBe(0);
  });

  it("is refused without a body, or with one that is no JSON", async () => {
    const { ask } = openStudio();
    const { status, body } = await ask("POST", "/2d-digital-human-videos");
    expect([status, body.error_msg]).toEqual([400, expect.stringMatching(/^Invalid parameter: the body is not JSON/)]);
  });

  it("is counted by its name when it is accepted", async () => {
    const { create, tasks, clock } = openStudio();
    for (const name of ["a", "b", "a"]) {
      await create(named(name));
      await clock.advance("1s");
    }
    tasks.add();
    expect([...tasks.createCount()]).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
    expect(tasks.all().map(({ asset_name, state, request: { model_asset_id } = {} }) => [asset_name, state, model_asset_id])).toEqual([
      ["One Day", "WAITING", undefined],
      ["a", "WAITING", request.model_asset_id],
      ["b", "WAITING", request.model_asset_id],
      ["a", "WAITING", request.model_asset_id],
      ["One Day", "WAITING", undefined],
    ]);
  });
});

describe("the scenario of a new task", () => {
  it.each([
    ["the name of its asset", named("fails-1")],
    ["its saved script", { script_id: "fails-1" }],
    ["the name of its asset before its script", named("fails", { script_id: "slow-1" })],
  ])("is chosen by %s", async (_, body) => {
    const { create, show, tasks, clock } = openStudio();
    const { job_id } = (await create(body)).body;
    await clock.advance("90s");
    expect([(await show(job_id)).body.state, tasks.all()[1]?.scenario]).toEqual(["FAILED", "fails"]);
  });

  it("is the sandbox's own where no name says otherwise", async () => {
    const { create, tasks } = openStudio({ scenario: "slow" });
    await create(named("failsafe"));
    expect(tasks.all().map(({ scenario }) => scenario)).toEqual(["slow", "slow"]);
  });

  it("befalls the request itself: refused before, or carried out and not answered", async () => {
    const { send, tasks, clock } = openStudio();
    const outcomes = async (name: string) => {
      const seen: unknown[] = [];
      for (let i = 0; i < 3; i += 1) {
        const sent = send("POST", "/2d-digital-human-videos", { body: named(name) });
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
    expect(await outcomes("lost-answer-1")).toEqual(["ECONNRESET", 200, "ECONNRESET", 3]);
    expect(await outcomes("lost-answer-2")).toEqual(["ECONNRESET", 200, "ECONNRESET", 3]);
    expect(await outcomes("html-502-1")).toEqual([502, 200, 502, 1]);
    expect(await outcomes("flaky-5xx-1")).toEqual([503, 500, 200, 1]);
    expect(await outcomes("throttled-1")).toEqual([200, 429, 429, 1]);
    expect(await outcomes("plain")).toEqual([200, 200, 200, 3]);
  });

  it("begins with the request, and for each user anew", async () => {
    const { send, create, clock } = openStudio({ throttle: false });
    await clock.advance("1h");
    expect((await create(named("token-expires-1"))).status).toBe(200);
    const lost = (user?: string) =>
      send("POST", "/2d-digital-human-videos", { body: named("reset-1"), ...(user && { user }) }).then(
        () => false,
        () => true,
      );
    expect([await lost(), await lost("anna"), await lost("otto"), await lost("anna"), await lost()]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it("befalls the requests for the task and for its asset, one after another", async () => {
    const { create, show, asset, cancel, tasks, clock } = openStudio();
    const { job_id } = (await create(named("throttled-1"))).body;
    const { asset_id = "" } = tasks.all()[1] ?? {};
    await clock.advance("90s");
    const statuses = [(await asset(asset_id)).status, (await show(job_id)).status, (await cancel(job_id)).status];
    await clock.advance("5s");
    expect([...statuses, (await show(job_id)).status, (await asset(asset_id)).status]).toEqual([200, 429, 429, 200, 429]);
  });

  it("breaks off the answer of a request that was carried out", async () => {
    const { send, tasks } = openStudio();
    const response = await send("POST", "/2d-digital-human-videos", { body: named("truncated-1") });
    await expect(response.json()).rejects.toThrow(SyntaxError);
    expect(tasks.createCount().get("truncated-1")).toBe(1);
  });

  it("loses the answer of a cancel that was carried out, but never one that changes nothing", async () => {
    const { create, send, show, clock } = openStudio({ scenario: "lost-answer" });
    await expect(create()).rejects.toThrow("fetch failed");
    await clock.advance("1s");
    const { job_id } = (await create()).body;
    expect((await show(job_id)).body.state).toBe("WAITING");
    await expect(send("POST", `/2d-digital-human-videos/${job_id}/cancel`)).rejects.toThrow("fetch failed");
    expect((await show(job_id)).body.state).toBe("CANCELED");
  });

  it("loses no answer to a request that was refused: nothing would come of it", async () => {
    const { create, clock, tasks } = openStudio({ scenario: "lost-answer" });
    await expect(create()).rejects.toThrow("fetch failed");
    await clock.advance("1s");
    expect((await create({ video_config: {} })).status).toBe(400);
    await clock.advance("1s");
    expect((await create()).status).toBe(200);
    expect((await create()).status).toBe(429);
    expect(tasks.all().length).toBe(3);
  });
});

describe("the length of a video", () => {
  const spoken = (words: number, word = "word") => Array(words).fill(word).join(" ");
  const audio = (audio_duration?: number) => ({ shoot_script: { script_type: "AUDIO", audio_duration } });
  it.each<[string, Record<string, unknown>, number]>([
    ["of 250 words is a minute", { shoot_scripts: scenes(spoken(250)) }, 60],
    ["of 250 Chinese characters is a minute", { shoot_scripts: scenes("数字人讲话".repeat(50)) }, 60],
    ["of both is their sum, over all scenes", { shoot_scripts: scenes(spoken(50), `你好${spoken(48)}`) }, 24],
    ["is half at double speed", { shoot_scripts: scenes(spoken(250)), voice_config: { speed: 200 } }, 30],
    ["is double at half speed", { shoot_scripts: scenes(spoken(250)), voice_config: { speed: 50 } }, 120],
    ["leaves tags out", { shoot_scripts: scenes(`<speak>${spoken(25)}<break time="3s"/></speak>`) }, 6],
    ["takes tags for words where there is no SSML", { shoot_scripts: scenes(spoken(25, "<b>")) }, 6],
    ["counts no marks, and a word with an apostrophe once", { shoot_scripts: scenes(spoken(25, "it's – ")) }, 6],
    ["of audio is its own", { shoot_scripts: [audio(12.5), audio(3)], voice_config: { speed: 50 } }, 15.5],
    ["of audio that nobody measured, and of nothing, is a second", { shoot_scripts: [audio()] }, 1],
    ["without scenes is a second", {}, 1],
  ])("%s", (_, script, seconds) => {
    expect(secondsOf(script)).toBe(seconds);
  });
});
