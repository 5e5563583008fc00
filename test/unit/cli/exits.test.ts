import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { exitCodes } from "../../../src/cli/exit-codes.js";
import { exitCodesFor } from "../../../src/cli/help.js";
import { buildProgram } from "../../../src/cli/program.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { type InstalledCli, installCli, type RunOptions, whenOutput } from "../helpers/cli-process.js";

let cli: InstalledCli;
let server: SandboxServer;
/** Accepts every cancellation, but keeps the task waiting. */
let neverCancels: Server;

beforeAll(async () => {
  cli = await installCli();
  server = await startSandbox({ speed: 0, throttle: false });
  for (const phase of ["succeeded", "failed", "canceled", "blocked", "waiting"] as const)
    server.tasks.add({ job_id: phase, timeline: [["0s", phase]] });
  neverCancels = createServer(({ method }, response) => {
    const task = { job_id: "waiting", state: "WAITING" };
    response.setHeader("Content-Type", "application/json").end(method === "GET" ? JSON.stringify(task) : "{}");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => neverCancels.once("listening", resolve));
  for (const [name, value] of Object.entries({
    good: { script_id: "s", shoot_scripts: [] },
    bad: { script_id: 7 },
    task: examples.show2DDigitalHumanVideo["200"],
  }))
    writeFileSync(join(cli.folder, `${name}.json`), JSON.stringify(value));
});
afterAll(async () => {
  neverCancels.closeAllConnections();
  neverCancels.close();
  await server.close();
  cli.remove();
});

interface Case {
  readonly args: readonly string[];
  /** Endpoint; the sandbox by default. */
  readonly endpoint?: "sandbox" | "unreachable" | "silent" | "neverCancels";
  readonly token?: string;
  readonly options?: RunOptions;
}

const fast = ["--poll-interval", "20ms"];
const wrongToken = { token: "invalid-token" };
const stopOnStart = { onStart: whenOutput("is listening on", (child) => child.kill("SIGINT")) };
const waitCases = (name: "wait" | "watch"): Record<number, Case> => ({
  0: { args: [name, "succeeded"] },
  2: { args: [name, "../x"] },
  4: { args: [name, "succeeded"], ...wrongToken },
  5: { args: [name, "no-such-task"] },
  6: { args: [name, "failed"] },
  7: { args: [name, "canceled"] },
  8: { args: [name, "blocked"] },
  124: { args: [name, "waiting", "--timeout", "50ms", ...fast] },
  130: {
    args: [name, "waiting"],
    options: { onStart: whenOutput("WAITING", (child) => child.kill("SIGINT"), name === "wait" ? "stderr" : "stdout") },
  },
});
const requestCases = (...args: string[]): Record<number, Case> => ({
  0: { args },
  2: { args: [...args, "--jsno"] },
  4: { args, ...wrongToken },
  5: { args, endpoint: "unreachable" },
  130: { args, endpoint: "silent" },
});

const finishLater = { onStart: whenOutput("WAITING", () => void server.clock.advance("10m")) };
const createArgs = (...args: string[]) => ["create", "good.json", ...args, ...fast];
const downloadArgs = (...args: string[]) => ["download", ...args, "-o", `${args.join("")}.mp4`, ...fast];

/** One case per command and exit code. */
const cases: Readonly<Record<string, Readonly<Record<number, Case>>>> = {
  check: { 0: { args: ["check", "good.json"] }, 2: { args: ["check", "no.json"] }, 3: { args: ["check", "bad.json"] } },
  preview: { 0: { args: ["preview", "task.json"] }, 2: { args: ["preview", "no.json"] }, 3: { args: ["preview", "bad.json"] } },
  create: {
    0: { args: createArgs() },
    2: { args: ["create", "no.json"] },
    3: { args: ["create", "bad.json"] },
    4: { args: createArgs(), ...wrongToken },
    5: { args: createArgs("--name", "lost-response-1") },
    6: { args: createArgs("--name", "fails-1", "--wait"), options: finishLater },
    7: { args: createArgs("--name", "canceled-1", "--wait"), options: finishLater },
    8: { args: createArgs("--name", "blocked-1", "--download", "."), options: finishLater },
    124: { args: createArgs("--name", "slow-1", "--wait", "--timeout", "50ms") },
    130: {
      args: createArgs("--name", "slow-2", "-o", "slow.mp4"),
      options: { onStart: whenOutput("next poll", (child) => child.kill("SIGINT")) },
    },
  },
  wait: waitCases("wait"),
  watch: waitCases("watch"),
  download: {
    0: { args: downloadArgs("--job", "succeeded") },
    2: { args: ["download"] },
    4: { args: downloadArgs("no-such-asset"), ...wrongToken },
    5: { args: downloadArgs("no-such-asset") },
    6: { args: downloadArgs("--job", "failed") },
    7: { args: downloadArgs("--job", "canceled") },
    8: { args: downloadArgs("--job", "blocked") },
    124: { args: [...downloadArgs("--job", "waiting"), "--timeout", "50ms"] },
    130: { args: downloadArgs("--job", "waiting"), options: { onStart: whenOutput("WAITING", (child) => child.kill("SIGINT")) } },
  },
  get: requestCases("get", "succeeded"),
  list: requestCases("list"),
  cancel: {
    0: { args: ["cancel", "canceled"] },
    2: { args: ["cancel", "../x"] },
    4: { args: ["cancel", "waiting"], ...wrongToken },
    5: { args: ["cancel", "succeeded"] },
    6: { args: ["cancel", "failed"] },
    8: { args: ["cancel", "blocked"] },
    124: { args: ["cancel", "waiting", "--timeout", "50ms"], endpoint: "neverCancels" },
    130: { args: ["cancel", "waiting"], endpoint: "silent" },
  },
  sandbox: { 0: { args: ["sandbox"], options: stopOnStart }, 2: { args: ["sandbox", "--port", "x"] } },
  demo: { 0: { args: ["demo", "-o", "demo-files"] }, 2: { args: ["demo", "x"] } },
  explain: { 0: { args: ["explain", "BLOCK"] }, 2: { args: ["explain", "BLOK"] } },
  schema: { 0: { args: ["schema"] }, 2: { args: ["schema", "X"] } },
  doctor: requestCases("doctor"),
};

const allCases = Object.entries(cases).flatMap(([name, codes]) =>
  Object.entries(codes).map(([code, one]) => [name, Number(code), one] as const),
);

async function run({ args, endpoint = "sandbox", token = server.token, options = {} }: Case) {
  // accepts requests without responding, so that each run can be interrupted
  let interrupt = (): void => undefined;
  const silent = endpoint === "silent" ? createServer(() => interrupt()) : undefined;
  if (silent !== undefined) await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const urlOf = (server: Server | undefined): string => `http://127.0.0.1:${(server?.address() as AddressInfo | undefined)?.port}`;
  const urls = { sandbox: server.url, unreachable: "http://127.0.0.1:1", silent: urlOf(silent), neverCancels: urlOf(neverCancels) };
  const env = { METASTUDIO_BASE_URL: urls[endpoint], METASTUDIO_TOKEN: token, HUAWEICLOUD_SDK_PROJECT_ID: server.projectId };
  const interruptOnRequest: RunOptions = { onStart: (child) => (interrupt = () => child.kill("SIGINT")) };
  try {
    return await cli.run(args, { env, ...(silent === undefined ? options : interruptOnRequest) });
  } finally {
    silent?.closeAllConnections();
    silent?.close();
  }
}

describe("exit codes", () => {
  // concurrent, because most of the time is process startup
  test.concurrent.each(allCases)("%s exits with %i", async (_, code, one) => {
    const { code: actual, stderr } = await run(one);
    expect([actual, stderr]).toEqual([code, expect.not.stringMatching(/^ +at /m)]);
  });

  test("every documented exit code has a case, except 1", () => {
    const documented = buildProgram().commands.map((command) => [
      command.name(),
      exitCodesFor(command)
        .map(([code]) => Number(code))
        .filter((code) => code !== exitCodes.internal),
    ]);
    expect(Object.fromEntries(documented)).toEqual(
      Object.fromEntries(Object.entries(cases).map(([name, codes]) => [name, Object.keys(codes).map(Number)])),
    );
  });

  test("1 is an internal error; METASTUDIO_DEBUG prints its stack trace", async () => {
    const broken = await installCli();
    try {
      rmSync(join(broken.folder, "dist/openapi.json"));
      const { code, stderr } = await broken.run(["schema"]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^internal error: .*ENOENT[\s\S]*report[\s\S]*--debug/)]);
      expect(stderr).not.toMatch(/^ +at /m);
      expect((await broken.run(["schema"], { env: { METASTUDIO_DEBUG: "1" } })).stderr).toMatch(/^ +at /m);
    } finally {
      broken.remove();
    }
  });
});
