import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createVideos } from "../../src/batch/index.js";
import type { JournalRecord } from "../../src/batch/journal.js";
import { createClient } from "../../src/client.js";
import { exactEstimate, printGoals } from "../lib/thresholds.js";

const VIDEOS = 10_000;
const POLLING = { intervalMs: 5_000, maxIntervalMs: 5_000, jitter: 0 };

/** Measures memory, journal and requests of a batch while all of its tasks run. */
async function main(): Promise<void> {
  const stub = createStub();
  const client = createClient({
    baseUrl: "http://localhost",
    projectId: "p",
    credentials: { token: "t" },
    rateLimit: false,
    validate: { response: "off" },
    fetch: stub.fetch,
  });
  let journalBytes = 0;
  const journal = {
    load: async () => [],
    append: async (record: JournalRecord) => {
      journalBytes += Buffer.byteLength(JSON.stringify(record)) + 1;
    },
    close: async () => {},
  };
  const items = Array.from({ length: VIDEOS }, (_, index) => ({ key: `video-${index}`, request: requestFor(index) }));
  const controller = new AbortController();
  const before = measureHeap();
  const batch = createVideos(items, { client, journal, polling: POLLING, signal: controller.signal });
  const ended = (async () => {
    for await (const _ of batch);
  })().catch(() => {});
  while (batch.progress.steps.created < VIDEOS) await new Promise((resolve) => setTimeout(resolve, 100));
  const lists = await stub.listsPerRound();
  const heap = measureHeap() - before;
  controller.abort();
  await ended;
  printGoals([
    { name: "memory of a video", value: exactEstimate(heap / VIDEOS), atMost: 2_000, unit: "bytes" },
    { name: "journal of a video", value: exactEstimate(journalBytes / VIDEOS), atMost: 1_000, unit: "bytes" },
    { name: "list requests of a polling round", value: exactEstimate(lists), atMost: VIDEOS / 100, unit: "requests" },
  ]);
}

/** A service that accepts every task and never finishes one. */
function createStub() {
  let created = 0;
  let lists = 0;
  return {
    fetch: async (url: string, init: { readonly method?: string }): Promise<Response> => {
      if (init.method === "POST") return Response.json({ job_id: `26f06524-4f75-4b3a-a853-${String(created++).padStart(12, "0")}` });
      lists += 1;
      const ids = new URL(url).searchParams.getAll("job_ids").flatMap((text) => text.split(","));
      return Response.json({ count: ids.length, jobs: ids.map((job_id) => ({ job_id, state: "WAITING" })) });
    },
    /** Counts the list requests between two pauses of the poller. */
    async listsPerRound(): Promise<number> {
      const nextPause = async (): Promise<number> => {
        for (let before = -1; before !== lists; ) {
          before = lists;
          await new Promise((resolve) => setTimeout(resolve, POLLING.intervalMs / 5));
        }
        return lists;
      };
      const start = await nextPause();
      while (lists === start) await new Promise((resolve) => setTimeout(resolve, 100));
      return (await nextPause()) - start;
    },
  };
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function measureHeap(): number {
  for (let round = 0; round < 3; round += 1) collectGarbage();
  return process.memoryUsage().heapUsed;
}

function requestFor(index: number) {
  return {
    model_asset_id: "2ff4f1e9b4f4e1a9f1e9b4f4e1a9f1e9",
    voice_config: { voice_asset_id: "8dd1b5a9f1e9b4f4e1a9f1e9b4f4e1a9" },
    video_config: { clip_mode: "RESIZE" as const, codec: "H264" as const, bitrate: 4000, width: 1920, height: 1080 },
    shoot_scripts: [{ sequence_no: 0, shoot_script: { script_type: "TEXT" as const, text_config: { text: `Hello ${index}.` } } }],
  };
}

await main();
