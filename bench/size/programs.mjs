// Runs each program in a new worker, so that modules are loaded again, and prints the loaded files.
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const keys = { credentials: { accessKey: "ak", secretKey: "sk" } };
const path = "/v1/{project_id}/2d-digital-human-videos/{job_id}";

const task = {
  job_id: "j",
  job_type: "2D_DIGITAL_HUMAN_VIDEO",
  state: "SUCCEED",
  create_time: "2026-01-01T00:00:00Z",
  lastupdate_time: "2026-01-01T00:00:00Z",
  output_asset_config: { asset_name: "a", asset_id: "b" },
};

/** Programs and the responses they receive: a status or a body. */
const programs = {
  nothing: { responses: [], run: () => {} },
  get: { responses: [task], run: (client) => client.tasks.get(task.job_id) },
  "get, drift": { responses: [{ ...task, state: "SUCCESS" }], run: (client) => client.tasks.get(task.job_id) },
  "get, error": { responses: [404], run: (client) => client.tasks.get(task.job_id).catch(() => {}) },
  all: {
    options: keys,
    responses: [503, task, task, task, task],
    run: async (client) => {
      await client.tasks.get(task.job_id);
      await client.tasks.wait(task.job_id);
      for await (const _ of client.tasks.watch(task.job_id));
      await client.raw.GET(path, { params: { path: { project_id: "p", job_id: task.job_id } } });
    },
  },
};

if (isMainThread) {
  const loaded = {};
  for (const name of Object.keys(programs)) {
    const worker = new Worker(new URL(import.meta.url), { workerData: { name, entry: process.argv[2] } });
    loaded[name] = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  }
  process.stdout.write(JSON.stringify(loaded));
} else {
  const { responses, run, options } = programs[workerData.name];
  const { createClient } = await import(workerData.entry);
  const drifts = [];
  const client = createClient({
    region: "ap-southeast-3",
    projectId: "p",
    credentials: { token: "t" },
    retry: { baseMs: 1 },
    onDrift: (drift) => drifts.push(drift),
    fetch: async () => createResponse(responses.shift()),
    ...options,
  });
  await run(client);
  if (responses.length > 0) throw new Error(`${workerData.name}: ${responses.length} responses were not requested`);
  parentPort.postMessage(globalThis.loadedFiles);
}

function createResponse(statusOrBody) {
  const isStatus = typeof statusOrBody === "number";
  const body = isStatus ? { error_code: "MSS.00000002", error_msg: "m" } : statusOrBody;
  return Response.json(body, { status: isStatus ? statusOrBody : 200 });
}
