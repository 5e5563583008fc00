// Type-checked by `npm run typecheck`; not executed.
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { expectTypeOf } from "vitest";
import type { Asset, Client, DownloadError, Video, VideoUpdate } from "../../../src/index.js";

declare const client: Client;

export async function files(): Promise<void> {
  expectTypeOf(await client.assets.get("a")).toEqualTypeOf<Asset>();
  const { body, checks, file } = await client.assets.download("a", { category: "COVER", timeoutMs: 1_000 });
  for await (const part of body) expectTypeOf(part).toExtend<Uint8Array>();
  await pipeline(body, createWriteStream("x"));
  new Response(body);
  expectTypeOf(checks.md5).toEqualTypeOf<boolean>();
  expectTypeOf(file.file_size).toEqualTypeOf<number | undefined>();
  // @ts-expect-error unknown category
  await client.assets.download("a", { category: "VIDEO" });
}

export async function videos(): Promise<void> {
  const video = await client.videos.createAndWait({ script_id: "s" }, { onUpdate: async ({ jobId }) => void jobId });
  expectTypeOf(video).toEqualTypeOf<Video>();
  expectTypeOf(video.task.state).toEqualTypeOf<"SUCCEED">();
  expectTypeOf(video.file.download_url).toEqualTypeOf<string>();
  expectTypeOf(await client.videos.resume(video.jobId)).toEqualTypeOf<Video>();
  // @ts-expect-error expects a request, not a job ID
  await client.videos.createAndWait("j");
}

/** `step` discriminates the union. */
export function describeStep(update: VideoUpdate): unknown {
  switch (update.step) {
    case "created":
      return update.recovered;
    case "waiting":
      return [update.task.state, update.nextPollMs];
    case "asset":
      return [update.asset.asset_state, update.ready];
    default:
      return update satisfies never;
  }
}

/** The union of reasons is exhaustive. */
export function isRetryable({ reason }: DownloadError): string {
  switch (reason) {
    case "not-ready":
    case "interrupted":
      return "again";
    case "unavailable":
    case "invalid-url":
    case "rejected":
    case "changed":
    case "size":
    case "md5":
    case "file-exists":
    case "write":
      return "never";
  }
}
