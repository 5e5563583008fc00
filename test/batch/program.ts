import { createVideos } from "../../src/batch/index.js";
import { createClient } from "../../src/index.js";
import { createItems } from "./items.js";

/** The program that is killed: `node program.cjs BASE_URL PROJECT TOKEN FOLDER VIDEOS`. */
const [baseUrl = "", projectId = "", token = "", folder = "", videos = "0"] = process.argv.slice(2);

async function main(): Promise<void> {
  const client = createClient({ baseUrl, projectId, credentials: { token }, rateLimit: false });
  const options = {
    client,
    journal: `${folder}/journal.jsonl`,
    saveTo: `${folder}/videos`,
    polling: { maxIntervalMs: 500, intervalMs: 200 },
  };
  let failed = 0;
  for await (const { key, step, error } of createVideos(createItems(Number(videos)), options)) {
    if (step === "saved") continue;
    failed += 1;
    console.error(`${key}: ${step} ${error?.message ?? ""}`);
  }
  process.exitCode = failed === 0 ? 0 : 1;
}

await main();
