// Runs each program in a new worker, so that modules are loaded again, and prints the loaded files.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const task = {
  job_id: "j",
  job_type: "2D_DIGITAL_HUMAN_VIDEO",
  state: "SUCCEED",
  create_time: "2026-01-01T00:00:00Z",
  lastupdate_time: "2026-01-01T00:00:00Z",
  output_asset_config: { asset_name: "a", asset_id: "b" },
};

/** The response of each program that gets a task; drift also loads the validators that build issues. */
const programs = { createClient: undefined, get: task, "get, drift": { ...task, state: "SUCCESS" } };

if (isMainThread) {
  const loaded = {};
  for (const name of Object.keys(programs)) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { name, entry: process.argv[2] } });
    loaded[name] = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  }
  process.stdout.write(JSON.stringify(loaded));
} else {
  const { createClient } = await import(workerData.entry);
  const response = programs[workerData.name];
  const client = createClient({
    region: "ap-southeast-3",
    projectId: "p",
    credentials: { token: "t" },
    onDrift: () => {},
    fetch: async () => Response.json(response),
  });
  if (response !== undefined) await client.tasks.get(task.job_id);
  parentPort.postMessage(globalThis.loadedFiles);
}
