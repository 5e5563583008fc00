// Program that runs on every runtime: tests the installed package with a sandbox in the same process and with a sandbox server.
import { AuthenticationError, ConfigurationError, createClient, MetaStudioError, NotFoundError } from "metastudio-video";
import { VoiceConfig, withDefaults } from "metastudio-video/constraints";
import { createSandbox } from "metastudio-video/sandbox";
import { checkVideoConfig, isVideoConfig, validateVideoConfig } from "metastudio-video/validators";

/** Runs all checks and returns the report. */
export async function program(server) {
  const passed = [];
  const failures = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check(server);
      passed.push(name);
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { runtime: runtimeName(), passed, failures };
}

const checks = {
  "get with a token (in process)": async () => {
    const sandbox = createSandbox();
    const { data, requestId } = await createClient(sandbox.clientOptions).tasks.get(sandbox.tasks.add()).withResponse();
    equal(data.state, "WAITING");
    equal(typeof requestId, "string");
  },
  "get with a signature (in process)": async () => {
    const sandbox = createSandbox();
    const client = createClient({ ...sandbox.clientOptions, credentials: sandbox.credentials, ...allowKeys });
    equal((await client.tasks.get(sandbox.tasks.add())).state, "WAITING");
  },
  "wait (in process)": async () => {
    const sandbox = createSandbox();
    const states = [];
    const onUpdate = ({ state }) => states.push(state);
    const done = await sandbox.clock.run(createClient(sandbox.clientOptions).tasks.wait(sandbox.tasks.add(), { onUpdate }));
    equal(typeof done.output_asset_config.asset_id, "string");
    equal([...new Set(states)].join(), "WAITING,PROCESSING,SUCCEED");
  },
  "wait for many (in process)": async () => {
    const sandbox = createSandbox();
    const ids = [sandbox.tasks.add(), sandbox.tasks.add({ job_id: "fails-1" })];
    const wait = async () => {
      const settled = {};
      for await (const { jobId, status } of createClient(sandbox.clientOptions).tasks.waitAll(ids)) settled[jobId] = status;
      return settled;
    };
    const settled = await sandbox.clock.run(wait());
    equal(ids.map((id) => settled[id]).join(), "succeeded,failed");
  },
  "get with a token (server)": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    equal((await client.tasks.get(newId())).job_id.slice(0, 6), "happy-");
  },
  "get with a signature (server)": async ({ baseUrl, projectId, keys }) => {
    const client = createClient({ baseUrl, projectId, credentials: keys, ...allowKeys });
    const { jobs } = await client.listDigitalHumanVideo({ limit: 1, sort_dir: "desc" });
    equal(jobs.length, 1);
    equal((await client.tasks.get(newId(), { show_script: true })).job_id.slice(0, 6), "happy-");
  },
  "wait (server)": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    const done = await client.tasks.wait(newId(), { polling: { intervalMs: 20, maxIntervalMs: 50 }, deadlineMs: 10_000 });
    equal(done.state, "SUCCEED");
  },
  "raw (server)": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    const path = { project_id: projectId, job_id: newId() };
    const { data } = await client.raw.GET("/v1/{project_id}/2d-digital-human-videos/{job_id}", { params: { path } });
    equal(data.job_id, path.job_id);
  },
  "typed errors": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    const missing = await thrown(client.tasks.get("00000000-0000-4000-8000-000000000000"));
    equal(missing instanceof NotFoundError && missing instanceof MetaStudioError, true);
    equal([missing.name, missing.code, missing.status].join(), "NotFoundError,not-found,404");
    const unauthorized = createClient({ ...createSandbox().clientOptions, credentials: { token: "not-the-token" }, retry: false });
    const rejected = await thrown(unauthorized.tasks.get("happy-1"));
    equal(rejected instanceof AuthenticationError, true);
    equal(`${JSON.stringify(rejected)}${rejected.stack}`.includes("not-the-token"), false);
  },
  "abort signal": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    const controller = new AbortController();
    const reason = new Error("canceled by the test");
    const options = { signal: controller.signal, onUpdate: () => controller.abort(reason), deadlineMs: 10_000 };
    equal((await thrown(client.tasks.wait(newId("slow"), options))) === reason, true);
  },
  "access keys in a browser": async ({ keys }) => {
    const create = async () => createClient({ region: "ap-southeast-3", projectId: "p", credentials: keys });
    const error = await thrown(create());
    equal(error instanceof ConfigurationError && error.options.includes("dangerouslyAllowBrowser"), isBrowser);
  },
  validators: async () => {
    equal(isVideoConfig({ bitrate: 5000, width: 1920, height: 1080 }), true);
    equal(
      validateVideoConfig({ bitrate: "5000", width: 1920, height: 1080 })
        .map(({ code, path }) => `${code} ${path}`)
        .join(),
      "type /bitrate",
    );
    equal(
      checkVideoConfig({ bitrate: 5000, width: 1920, height: 1200 }).some(({ rule }) => rule === "resize-resolution"),
      true,
    );
  },
  "constraints and defaults": async () => {
    const config = { voice_asset_id: "v" };
    equal(withDefaults("VoiceConfig", config).speed, VoiceConfig.properties.speed.default);
    equal(Object.keys(config).length, 1);
  },
};

/** Access keys in a page require an explicit option. */
const isBrowser = "document" in globalThis;
const allowKeys = isBrowser ? { dangerouslyAllowBrowser: true } : {};

/** ID of a new task: the sandbox creates tasks on demand for IDs that start with the name of a scenario. */
const newId = (scenario = "happy") => `${scenario}-${crypto.randomUUID()}`;

async function thrown(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`received ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`);
}

/** Name and version of the runtime. */
function runtimeName() {
  const { Deno, Bun, process, navigator } = globalThis;
  if (Deno !== undefined) return `Deno ${Deno.version.deno}`;
  if (Bun !== undefined) return `Bun ${Bun.version}`;
  if (isBrowser) return navigator.userAgent.replace(/.*Chrome\/(\S+).*/, "Chromium $1");
  if (navigator?.userAgent === "Cloudflare-Workers") return "workerd";
  return `Node ${process?.version.slice(1)}`;
}
