import { createVideos } from "../../src/batch/index.js";
import { createClient } from "../../src/index.js";
import { createFastClock } from "./fast-clock.js";
import { createItems } from "./items.js";

/** The program that is killed: `node program.mjs SETTINGS`. */
const { folder, videos, startedAt, ...endpoint } = JSON.parse(process.argv[2] ?? "");
const client = createClient({ ...endpoint, rateLimit: false, clock: createFastClock(startedAt) });
const options = {
  client,
  journal: `${folder}/journal.jsonl`,
  saveTo: `${folder}/videos`,
  polling: { intervalMs: 2_000, maxIntervalMs: 5_000 },
};
let failed = 0;
for await (const { key, step, error } of createVideos(createItems(videos), options)) {
  if (step === "saved") continue;
  failed += 1;
  console.error(`${key}: ${step} ${error?.message ?? ""}`);
}
process.exitCode = failed === 0 ? 0 : 1;
