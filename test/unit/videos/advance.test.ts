import { expect, test } from "vitest";
import { type MetaStudioError, ServerError, TimeoutError } from "../../../src/errors.js";
import { type AdvanceContext, advance } from "../../../src/videos/advance.js";
import type { VideoState } from "../../../src/videos/video-state.js";

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
