// The small program that every runtime runs: the installed package against the sandbox in this process, and over real sockets.
import { AuthenticationError, ConfigurationError, createClient, MetaStudioError, NotFoundError } from "metastudio-video";
import { VoiceConfig, withDefaults } from "metastudio-video/constraints";
import { createSandbox } from "metastudio-video/sandbox";
import { checkVideoConfig, isVideoConfig, validateVideoConfig } from "metastudio-video/validators";

/** Runs every check; gives the names of those that held, and in words what became of the others. */
export async function program(server) {
  const held = [];
  const faults = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check(server);
      held.push(name);
    } catch (error) {
      faults.push(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { runtime: runtime(), held, faults };
}

const checks = {
  "get with a token, in process": async () => {
    const sandbox = createSandbox();
    const { data, requestId } = await createClient(sandbox.clientOptions).tasks.get(sandbox.tasks.add()).withResponse();
    equal(data.state, "WAITING");
    equal(typeof requestId, "string");
  },
  "get with a signature, in process": async () => {
    const sandbox = createSandbox();
    const client = createClient({ ...sandbox.clientOptions, credentials: sandbox.credentials, ...keysAllowed });
    equal((await client.tasks.get(sandbox.tasks.add())).state, "WAITING");
  },
  "wait, in process": async () => {
    const sandbox = createSandbox();
    const states = [];
    const onUpdate = ({ state }) => states.push(state);
    const done = await sandbox.clock.run(createClient(sandbox.clientOptions).tasks.wait(sandbox.tasks.add(), { onUpdate }));
    equal(typeof done.output_asset_config.asset_id, "string");
    equal([...new Set(states)].join(), "WAITING,PROCESSING,SUCCEED");
  },
  "wait for many, in process": async () => {
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
  "get with a token, over a socket": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    equal((await client.tasks.get(newId())).job_id.slice(0, 6), "happy-");
  },
  "get with a signature, over a socket": async ({ baseUrl, projectId, keys }) => {
    const client = createClient({ baseUrl, projectId, credentials: keys, ...keysAllowed });
    const { jobs } = await client.listDigitalHumanVideo({ limit: 1, sort_dir: "desc" });
    equal(jobs.length, 1);
    equal((await client.tasks.get(newId(), { show_script: true })).job_id.slice(0, 6), "happy-");
  },
  "wait, over a socket": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    const done = await client.tasks.wait(newId(), { pace: { firstMs: 20, maxMs: 50 }, deadlineMs: 10_000 });
    equal(done.state, "SUCCEED");
  },
  "raw, over a socket": async ({ baseUrl, projectId, token }) => {
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
    const stranger = createClient({ ...createSandbox().clientOptions, credentials: { token: "not-the-token" }, retry: false });
    const refused = await thrown(stranger.tasks.get("happy-1"));
    equal(refused instanceof AuthenticationError, true);
    equal(`${JSON.stringify(refused)}${refused.stack}`.includes("not-the-token"), false);
  },
  "an abort": async ({ baseUrl, projectId, token }) => {
    const client = createClient({ baseUrl, projectId, credentials: { token } });
    const controller = new AbortController();
    const reason = new Error("enough");
    const options = { signal: controller.signal, onUpdate: () => controller.abort(reason), deadlineMs: 10_000 };
    equal((await thrown(client.tasks.wait("slow-1", options))) === reason, true);
  },
  "keys in a browser": async ({ keys }) => {
    const make = async () => createClient({ region: "ap-southeast-3", projectId: "p", credentials: keys });
    const error = await thrown(make());
    equal(error instanceof ConfigurationError && error.options.includes("dangerouslyAllowBrowser"), browser);
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
    const given = { voice_asset_id: "v" };
    equal(withDefaults("VoiceConfig", given).speed, VoiceConfig.properties.speed.default);
    equal(Object.keys(given).length, 1);
  },
};

/** Pages may hold keys only when their authors insist; where there is no page the option changes nothing. */
const browser = "document" in globalThis;
const keysAllowed = browser ? { dangerouslyAllowBrowser: true } : {};

/** A task that begins when it is first asked for, as the sandbox does for ids that begin with the name of a scenario. */
const newId = () => `happy-${crypto.randomUUID()}`;

async function thrown(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

function equal(found, expected) {
  if (found !== expected) throw new Error(`found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}

/** What this is, as it says itself. */
function runtime() {
  const { Deno, Bun, process, navigator } = globalThis;
  if (Deno !== undefined) return `Deno ${Deno.version.deno}`;
  if (Bun !== undefined) return `Bun ${Bun.version}`;
  if (browser) return navigator.userAgent.replace(/.*Chrome\/(\S+).*/, "Chromium $1");
  if (navigator?.userAgent === "Cloudflare-Workers") return "workerd";
  return `Node ${process?.version.slice(1)}`;
}
