import { expect, test } from "vitest";
import { type MetaStudioError, ServerError, TimeoutError } from "../../../src/errors.js";
import { type AdvanceContext, advance } from "../../../src/videos/advance.js";

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
