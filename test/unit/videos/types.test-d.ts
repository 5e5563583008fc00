// Checked by the compiler (`npm run typecheck`); nothing here is run.
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
  // @ts-expect-error no such category
  await client.assets.download("a", { category: "VIDEO" });
}

export async function videos(): Promise<void> {
  const video = await client.videos.createAndWait({ script_id: "s" }, { onUpdate: async ({ jobId }) => void jobId });
  expectTypeOf(video).toEqualTypeOf<Video>();
  expectTypeOf(video.task.state).toEqualTypeOf<"SUCCEED">();
  expectTypeOf(video.file.download_url).toEqualTypeOf<string>();
  expectTypeOf(await client.videos.resume(video.jobId)).toEqualTypeOf<Video>();
  // @ts-expect-error a request, not an id
  await client.videos.createAndWait("j");
}

/** Every step is told apart by its name. */
export function steps(update: VideoUpdate): unknown {
  switch (update.step) {
    case "created":
      return update.found;
    case "waiting":
      return [update.task.state, update.nextPollMs];
    case "asset":
      return [update.asset.asset_state, update.ready];
    default:
      return update satisfies never;
  }
}

/** Every reason has a name. */
export function why({ reason }: DownloadError): string {
  switch (reason) {
    case "not-ready":
    case "interrupted":
      return "again";
    case "unavailable":
    case "link":
    case "refused":
    case "changed":
    case "size":
    case "md5":
      return "never";
  }
}
