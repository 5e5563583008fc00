import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MetaStudioError, ServerError, TimeoutError } from "../../../src/errors.js";
import { type Create2DDigitalHumanVideoReq, createClient, escapeSsml, estimate } from "../../../src/index.js";
import { type AdvanceContext, advance } from "../../../src/videos/advance.js";
import type { VideoState } from "../../../src/videos/video-state.js";
import { createTaskSandbox, videoRequest } from "../helpers/task-sandbox.js";
import { catchError } from "../helpers/transport.js";

/** Takes the first step of a video whose create request fails. */
async function createWith(error: MetaStudioError): ReturnType<typeof advance> {
  const authenticator = { now: () => 0, uncertaintyMs: () => 0 };
  const client = { clock: { now: () => 0 }, authenticator, tasks: { create: () => Promise.reject(error) } };
  const request = { output_asset_config: { asset_name: "a" } };
  return advance({ step: "planned" }, { client, request, call: {}, save: async () => {}, createsAgain: true } as unknown as AdvanceContext);
}

test("a request that was not sent, because the access key could not be verified in time, is sent again", async () => {
  const error = new TimeoutError("the request was not sent", { ambiguous: false, attempts: 1, timeoutMs: 30_000 });
  expect(await createWith(error)).toEqual({ state: { step: "planned" }, again: { afterMs: 15_000 }, error });
});

test("a request that timed out after it was sent is searched", async () => {
  const error = new TimeoutError("no response", { ambiguous: true, attempts: 1, timeoutMs: 30_000 });
  expect(await createWith(error)).toMatchObject({ state: { step: "creating", searches: 0 }, again: { afterMs: 0 } });
});

test("a request that the service rejected fails", async () => {
  const error = new ServerError("server", "an internal error", { ambiguous: false, status: 500 });
  expect(await createWith(error)).toMatchObject({ state: { step: "failed" } });
});

/** Searches at the given times for a task that the list does not contain, until the outcome is certain. */
async function searchAt(state: VideoState, seconds: readonly number[]): Promise<string[]> {
  let now = 0;
  const authenticator = { now: () => now, uncertaintyMs: () => 0 };
  const clock = { monotonic: () => now };
  const client = { clock, authenticator, random: () => 0.5, tasks: { find: () => Promise.resolve([]) } };
  const context = { client, call: {}, createsAgain: true } as unknown as AdvanceContext;
  const steps: string[] = [];
  let current = state;
  for (const second of seconds) {
    now = second * 1_000;
    ({ state: current } = await advance(current, context));
    steps.push(current.step);
  }
  return steps;
}

test("a task may be missing from the list for a minute after the call has failed, however long the call took", async () => {
  let now = 0;
  const authenticator = { now: () => now, uncertaintyMs: () => 0 };
  const create = async (): Promise<never> => {
    now = 300_000; // the call was throttled, and only its last request was accepted
    throw new TimeoutError("no response", { ambiguous: true, attempts: 9, timeoutMs: 30_000 });
  };
  const client = { clock: { now: () => now, monotonic: () => now }, authenticator, tasks: { create } };
  const context = { client, request: { output_asset_config: { asset_name: "a" } }, call: {}, save: async () => {}, createsAgain: true };
  const { state } = await advance({ step: "planned" }, context as unknown as AdvanceContext);
  expect(await searchAt(state, [300, 320, 359, 362])).toEqual(["creating", "creating", "creating", "planned"]);
});

test("after a crash, the minute begins with the first search, because the request may have been sent at any time before it", async () => {
  let saved: VideoState | undefined;
  const authenticator = { now: () => 0, uncertaintyMs: () => 0 };
  const client = { clock: { now: () => 0 }, authenticator, tasks: { create: () => Promise.reject(new Error("crash")) } };
  const save = async (state: VideoState): Promise<void> => {
    saved = state;
  };
  const context = { client, request: { output_asset_config: { asset_name: "a" } }, call: {}, save, createsAgain: true };
  await expect(advance({ step: "planned" }, context as unknown as AdvanceContext)).rejects.toThrow("crash");
  expect(await searchAt(saved ?? { step: "planned" }, [70, 120, 132])).toEqual(["creating", "creating", "planned"]);
});

describe("older tasks", () => {
  describe("a lost create response and an older task of the same name", () => {
    const loseRequest = (n: number) => (request: { method: string; url: URL }) => {
      if (request.method !== "POST" || !request.url.pathname.endsWith("-videos")) return undefined;
      n -= 1;
      return n === 0 ? ("disconnect-before" as const) : undefined;
    };

    test("does not take a canceled task of this client for the new one", async () => {
      const { client, sandbox, run } = createTaskSandbox({ fault: loseRequest(2) });
      const { job_id } = await run(client.tasks.create(videoRequest("promo")));
      await run(client.tasks.cancel(job_id));
      await sandbox.clock.advance("10s");
      const error = await run(catchError(client.videos.createAndWait(videoRequest("promo"))));
      expect(error).toMatchObject({
        name: "ConnectionError",
        ambiguous: true,
        findCriteria: { exclude_job_ids: [job_id] },
        candidateJobIds: [],
      });
    });

    test("does not take a running task of this client for the new one", async () => {
      const { client, run } = createTaskSandbox({ fault: loseRequest(2) });
      await run(client.tasks.create(videoRequest("promo")));
      expect(await run(catchError(client.videos.createAndWait(videoRequest("promo"))))).toMatchObject({ candidateJobIds: [] });
    });

    test("does not take a task for the new one that another client created and that ended before the request", async () => {
      const { client, sandbox, run } = createTaskSandbox({ fault: loseRequest(1) });
      const other = createClient(sandbox.clientOptions);
      const { job_id } = await run(other.tasks.create(videoRequest("promo")));
      await run(other.tasks.cancel(job_id));
      await sandbox.clock.advance("10s");
      await run(client.tasks.get(job_id));
      const error = await run(catchError(client.videos.createAndWait(videoRequest("promo"))));
      expect(error).toMatchObject({ name: "ConnectionError", findCriteria: { ended_since: expect.any(String) }, candidateJobIds: [] });
    });
  });
});

describe("once", () => {
  describe.each(["tasks.create", "videos.createAndWait"])("once in %s", (method) => {
    const setUp = () => {
      const sandbox = createTaskSandbox();
      const { client, run } = sandbox;
      const create = async (name: string, once: boolean): Promise<string> => {
        if (method === "tasks.create") return (await run(client.tasks.create(videoRequest(name), { once }))).job_id;
        return (await run(client.videos.createAndWait(videoRequest(name), { once }))).jobId;
      };
      return { ...sandbox, create };
    };

    test("returns the task of the same name and creates nothing", async () => {
      const { create, createdCount } = setUp();
      const first = await create("same", true);
      expect(await create("same", true)).toBe(first);
      expect(await createdCount()).toBe(1);
      expect(await create("same", false)).not.toBe(first);
    });

    test("creates again if the older task was canceled, or has another name", async () => {
      const { create, client, run, createdCount } = setUp();
      const { job_id } = await run(client.tasks.create(videoRequest("same")));
      await run(client.tasks.cancel(job_id));
      expect(await create("same", true)).not.toBe(job_id);
      await create("same 2", true);
      expect(await createdCount()).toBe(3);
    });

    test("requires something to search for", async () => {
      const { client, run, createdCount } = setUp();
      const request = videoRequest("x");
      delete (request as { output_asset_config?: unknown }).output_asset_config;
      const call: Promise<unknown> =
        method === "tasks.create" ? client.tasks.create(request, { once: true }) : client.videos.createAndWait(request, { once: true });
      await expect(run(call)).rejects.toMatchObject({ name: "ConfigurationError", options: ["once"] });
      expect(await createdCount()).toBe(0);
    });
  });

  test("tasks.create says whether the task existed", async () => {
    const { client, run } = createTaskSandbox();
    const create = () => run(client.tasks.create(videoRequest("same"), { once: true }).withResponse());
    expect((await create()).data.existed).toBeUndefined();
    expect(await create()).toMatchObject({ data: { existed: true }, requestId: expect.any(String) });
  });
});

describe("estimate", () => {
  const textRequest = (text: string, speed?: number): Create2DDigitalHumanVideoReq => ({
    shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT", text_config: { text } } }],
    ...(speed !== undefined && { voice_config: { voice_asset_id: "v", speed } }),
  });

  describe("estimate", () => {
    test.each<[string, Create2DDigitalHumanVideoReq, number, number | undefined]>([
      ["250 words take a minute", textRequest("word ".repeat(250)), 1000, 60],
      ["250 Chinese characters take a minute", textRequest("好".repeat(250)), 250, 60],
      ["double speed halves it", textRequest("word ".repeat(250), 200), 1000, 30],
      ["tags are not spoken, pauses count", textRequest('<speak>a<break time="500ms"/>b<break time="2s"/></speak>'), 2, 3],
      ["< in plain text is no tag", textRequest("a <b> c"), 5, 0.7],
      ["entities are characters", textRequest("<speak>a &amp;&lt; b</speak>"), 4, 0.5],
      ["no scene", {}, 0, 0],
      ["a saved script is unknown", { script_id: "s" }, 0, undefined],
    ])("%s", (_, request, characters, seconds) => {
      expect(estimate(request)).toMatchObject({ characters, seconds, assumption: expect.stringMatching(/\.$/) });
    });

    test("adds the duration of audio", () => {
      const scene = (audio_duration: number) => ({ sequence_no: 0, shoot_script: { script_type: "AUDIO" as const, audio_duration } });
      expect(estimate({ shoot_scripts: [scene(3), scene(4)] })).toMatchObject({ scenes: 2, characters: 0, seconds: 7 });
    });
  });

  test("property: escaped text changes no markup and counts as itself", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const escaped = escapeSsml(text);
        expect(escaped).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos);)/);
        const { characters } = estimate(textRequest(`<speak>${escaped}</speak>`));
        expect(characters).toBe([...text.replace(/\s/g, "")].length);
      }),
    );
  });
});
