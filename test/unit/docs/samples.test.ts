import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { operationsOf, readContract, resolve } from "../../../scripts/docs/contract.js";
import { codeSamples } from "../../../scripts/docs/samples.js";
import { createClient } from "../../../src/client.js";
import { requestCode } from "../../../src/playground/share.js";
import { createSandbox, type Sandbox } from "../../../src/sandbox/index.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { runInProcess } from "../helpers/cli-process.js";

const { document } = readContract(fileURLToPath(new URL("../../../openapi.yaml", import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "samples-"));
let server: SandboxServer;
beforeAll(async () => {
  server = await startSandbox({ speed: 0, throttle: false });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** All samples: those of the reference, and those that the playground makes for a request. */
const request = resolve(document, { $ref: "#/components/examples/OneSceneVideo" }).value;
const samples = [
  ...operationsOf(document).flatMap((operation) =>
    codeSamples(document, operation).flatMap((group, index) =>
      group.samples.map(({ label, source }) => [`${operation.id} ${index + 1}: ${label}`, label, source] as const),
    ),
  ),
  ...Object.entries(requestCode(request)).map(([label, source]) => [`playground: ${label}`, label, source] as const),
];

/** The job ID of a sample belongs to a waiting task, so that it can be canceled, and the asset ID to a finished one. */
function addSubjects({ tasks }: Pick<Sandbox, "tasks">, source: string): void {
  const ids = source.match(/\b[\da-f]{8}-[\da-f-]{27}\b/g) ?? [];
  if (source.includes("cancel")) for (const job_id of ids) tasks.add({ job_id, timeline: [["0s", "waiting"]] });
  const asset = /(?:digital-assets\/|assets\.get\("|download )([\da-f]{32})/.exec(source)?.[1];
  if (asset !== undefined) tasks.add({ job_id: `video-of-${asset}`, asset_id: asset, timeline: [["0s", "succeeded"]] });
}

const run: Readonly<Record<string, (source: string) => Promise<void>>> = {
  async TypeScript(source) {
    const sandbox = createSandbox();
    addSubjects(sandbox, source);
    const { code } = await transform(source.replace(/^import .*$/m, ""), { loader: "ts", format: "esm" });
    const create = (options: object) => createClient({ ...options, ...sandbox.clientOptions, region: undefined } as never);
    const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor;
    const printed: unknown[] = [];
    const program = new AsyncFunction("createClient", "process", "console", code);
    await sandbox.clock.run(program(create, { env: {} }, { log: (...values: unknown[]) => printed.push(...values) }));
    if (!/tasks\.cancel|confirmFileUpload/.test(source)) expect(printed.filter((value) => value !== undefined)).not.toEqual([]);
  },
  async curl(source) {
    const sandbox = createSandbox();
    addSubjects(sandbox, source);
    const [, method = "", url = ""] = /^curl (?:--request (\w+) )?"([^"]+)"/.exec(source) ?? [];
    const headers = Object.fromEntries([...source.matchAll(/--header "([^:]+): ([^"]+)"/g)].map(([, name, value]) => [name, value]));
    const body = /--json @- <<'JSON'\n([\s\S]*)\nJSON$/.exec(source)?.[1];
    expect(headers).toEqual({ "X-Auth-Token": "$METASTUDIO_TOKEN" });
    const response = await sandbox.fetch(url.replace("$HUAWEICLOUD_SDK_PROJECT_ID", sandbox.projectId), {
      method: method || (body === undefined ? "GET" : "POST"),
      headers: { "X-Auth-Token": sandbox.token, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body }),
    });
    expect(response.ok, await response.text()).toBe(true);
  },
  async CLI(source) {
    addSubjects(server, source);
    const command = source.split("\n").at(-1) ?? "";
    const text = /^cat > request\.json <<'JSON'\n([\s\S]*)\nJSON\n/.exec(source)?.[1];
    if (text !== undefined) writeFileSync(join(folder, "request.json"), text);
    const args = command
      .replace("npx metastudio-video ", "")
      .split(" ")
      .map((word) => (/\.(json|mp4)$/.test(word) ? join(folder, word) : word));
    // the video of a new task takes minutes, and its command is tested with the CLI
    const runnable = args.filter((word) => word !== "--download" && word !== ".");
    const env = { METASTUDIO_BASE_URL: server.url, HUAWEICLOUD_SDK_PROJECT_ID: server.projectId, METASTUDIO_TOKEN: server.token };
    const { code, stderr } = await runInProcess(runnable, { env });
    expect([code, stderr.replace(/^[^e].*\n/gm, "")]).toEqual([0, ""]);
  },
};

describe("the samples run against the sandbox", () => {
  test.each(samples)("%s", async (_name, label, source) => {
    const runSample = run[label];
    if (runSample === undefined) throw new Error(`no runner for ${label}`);
    await runSample(source);
  });
});
