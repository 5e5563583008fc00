// Runs each program in a new worker, so that modules are loaded again, and prints the loaded files.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** A response with drift, so that the validators that build issues are loaded too. */
const task = {
  job_id: "j",
  job_type: "2D_DIGITAL_HUMAN_VIDEO",
  state: "SUCCESS",
  create_time: "2026-01-01T00:00:00Z",
  lastupdate_time: "2026-01-01T00:00:00Z",
  output_asset_config: { asset_name: "a", asset_id: "b" },
};

const programs = { createClient: () => {}, get: (client) => client.tasks.get(task.job_id) };

if (isMainThread) {
  const loaded = {};
  for (const name of Object.keys(programs)) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { name, entry: process.argv[2] } });
    loaded[name] = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  }
  process.stdout.write(JSON.stringify(loaded));
} else {
  const { createClient } = await import(workerData.entry);
  const client = createClient({
    region: "ap-southeast-3",
    projectId: "p",
    credentials: { token: "t" },
    onDrift: () => {},
    fetch: async () => Response.json(task),
  });
  await programs[workerData.name](client);
  parentPort.postMessage(globalThis.loadedFiles);
}
