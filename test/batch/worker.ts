import { createVideoWorker } from "../../src/bullmq/index.js";
import { createClient } from "../../src/index.js";
import { createFastClock } from "./fast-clock.js";

/** A worker that is killed or suspended: `node worker.mjs SETTINGS`. Prints a line for every response with the status 429. */
const { folder, startedAt, connection, rateLimit, ...endpoint } = JSON.parse(process.argv[2] ?? "");
const client = createClient({
  ...endpoint,
  rateLimit,
  clock: createFastClock(startedAt),
  logger: { debug: (message, { status }) => void (status === 429 && console.log(message)) },
});
const { worker, ready, close } = createVideoWorker({
  connection,
  client,
  saveTo: `${folder}/videos`,
  pollIntervalMs: 1_000,
  onNotice: (message) => console.error(message),
});
worker.on("error", ({ message }) => console.error(message));
worker.on("failed", (job, error) => console.error(`${job?.data.key}: ${error.message}`));
process.once("SIGTERM", close);
await ready;
