import { importSigningKey, sign } from "../../src/auth/sdk-hmac-signer.js";
import { type Client, type Credentials, createClient, MetaStudioError } from "../../src/index.js";
import { createSandbox, type Sandbox } from "../../src/sandbox/index.js";
import { createRandom } from "../../src/sandbox/random.js";

/** Lifetime of an access key in milliseconds. */
const KEY_LIFETIME_MS = 5 * 60_000;

/** Create calls of one client at the same time. */
const CONCURRENCY = 50;

/** Share of create requests that are lost before the service, and share of responses that are lost after it. */
const LOST_REQUESTS = 0.05;
const LOST_RESPONSES = 0.1;

const MINUTE_MS = 60_000;

/** Counts of a run. Names are sentences of the report. */
export interface SharedQuotaReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

/**
 * Creates videos with two clients that share one quota, as two processes do, with access keys that live five minutes. A gateway in
 * front of the sandbox verifies the signatures, rejects expired keys and loses requests and responses.
 */
export async function runSharedQuota(videos: number, seed: number): Promise<SharedQuotaReport> {
  const sandbox = createSandbox({ seed });
  const gateway = createKeyGateway(sandbox, seed);
  const { fraction: random } = createRandom(seed, "jitter");
  const { projectId, baseUrl, clock } = sandbox.clientOptions;
  const clients = Array.from({ length: 2 }, () =>
    createClient({ baseUrl, projectId, clock, random, fetch: gateway.fetch, credentials: gateway.issueKey }),
  );
  const names = Array.from({ length: videos }, (_, index) => `video-${index}`);
  const jobIds = new Map<string, string>();
  const counts = { ...gateway.counts, "create calls that failed with an unknown outcome": 0 };
  const violations: string[] = [];
  const run = async (client: Client, queue: IterableIterator<string>): Promise<void> => {
    for (const name of queue) {
      try {
        jobIds.set(name, await createVideo(client, name, sandbox, () => counts["create calls that failed with an unknown outcome"]++));
      } catch (error) {
        violations.push(`${name} threw ${error}`);
      }
    }
  };
  const workers = clients.flatMap((client, index) => {
    const queue = names.filter((_, at) => at % clients.length === index).values();
    return Array.from({ length: CONCURRENCY }, () => run(client, queue));
  });
  await clock.run(Promise.all(workers));

  Object.assign(counts, gateway.counts);
  for (const [name, count] of sandbox.tasks.createCount()) if (count > 1) violations.push(`${name} was created ${count} times`);
  const tasks = new Map(sandbox.tasks.all().map((task) => [task.job_id, task.asset_name]));
  for (const name of names) if (tasks.get(jobIds.get(name) ?? "") !== name) violations.push(`${name} was lost`);
  if (counts["requests with an expired key"] > 0) violations.push("a request was signed with an expired key");
  if (counts["requests with a wrong signature"] > 0) violations.push("a signature was wrong");
  for (const name of ["access keys", "requests throttled", "responses lost"] as const)
    if (counts[name] < videos / 500) violations.push(`coverage: only ${counts[name]} ${name}`);
  return { counts: { videos, ...counts, "virtual minutes": Math.round(clock.monotonic() / MINUTE_MS) }, violations };
}

/** Creates a video as the client guide describes: after an unknown outcome, the task is searched twice before another one is created. */
async function createVideo(client: Client, name: string, { clock }: Sandbox, onAmbiguous: () => void): Promise<string> {
  for (;;) {
    try {
      const request = { script_id: "07f8ea7e2f4a4d5f8b1d3a1c2e4b6d80", output_asset_config: { asset_name: name } };
      return (await client.tasks.create(request)).job_id;
    } catch (error) {
      if (!(error instanceof MetaStudioError) || error.ambiguous !== true || error.findCriteria === undefined) throw error;
      onAmbiguous();
      for (let search = 0; search < 2; search += 1) {
        await clock.sleep(search * MINUTE_MS);
        const [task] = await client.tasks.find(error.findCriteria);
        if (task !== undefined) return task.job_id;
      }
    }
  }
}

/** A gateway that issues access keys and passes requests with a valid signature on to the sandbox. */
function createKeyGateway({ fetch, clock, token }: Sandbox, seed: number) {
  const random = createRandom(seed, "gateway");
  const keys = new Map<string, { readonly secretKey: string; readonly expiresAt: number }>();
  const counts = {
    requests: 0,
    "access keys": 0,
    "requests with an expired key": 0,
    "requests with a wrong signature": 0,
    "requests throttled": 0,
    "requests lost": 0,
    "responses lost": 0,
  };
  const connectionLost = (): Error =>
    new TypeError("fetch failed", { cause: Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }) });
  return {
    counts,
    issueKey: async (): Promise<Credentials> => {
      const [accessKey, secretKey, expiresAt] = [`AK${random.hex(16)}`, random.hex(40), clock.now() + KEY_LIFETIME_MS];
      keys.set(accessKey, { secretKey, expiresAt });
      counts["access keys"] += 1;
      return { accessKey, secretKey, expiresAt };
    },
    async fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
      const url = new URL(String(input));
      const headers = new Headers(init.headers);
      counts.requests += 1;
      const isCreate = init.method === "POST";
      if (isCreate && random.fraction() < LOST_REQUESTS) {
        counts["requests lost"] += 1;
        throw connectionLost();
      }
      const problem = await checkSignature(url, headers, init);
      if (problem !== undefined) {
        counts[problem] += 1;
        return Response.json({ error_code: "APIGW.0301" }, { status: 401, headers: { date: new Date(clock.now()).toUTCString() } });
      }
      for (const name of ["authorization", "x-sdk-date"]) headers.delete(name);
      headers.set("x-auth-token", token);
      const response = await fetch(url, { ...init, headers });
      if (response.status === 429) counts["requests throttled"] += 1;
      else if (isCreate && random.fraction() < LOST_RESPONSES) {
        counts["responses lost"] += 1;
        throw connectionLost();
      }
      return response;
    },
  };

  async function checkSignature(url: URL, headers: Headers, { method = "GET", body }: RequestInit) {
    const authorization = headers.get("authorization") ?? "";
    const [, accessKey = "", names = ""] = /Access=([^,]+), SignedHeaders=([^,]+)/.exec(authorization) ?? [];
    const key = keys.get(accessKey);
    if (key === undefined || key.expiresAt <= clock.now()) return "requests with an expired key";
    const signed = Object.fromEntries(names.split(";").map((name) => [name, name === "host" ? url.host : (headers.get(name) ?? "")]));
    const request = { method, url, headers: signed, ...(body instanceof Uint8Array && { body: new Uint8Array(body) }) };
    const expected = await sign(request, importSigningKey(accessKey, key.secretKey));
    return expected === authorization ? undefined : "requests with a wrong signature";
  }
}
