import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { exits } from "../../../src/cli/exit-codes.js";
import { codesOf } from "../../../src/cli/help.js";
import { build } from "../../../src/cli/program.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { type Program, program, type RunOptions, upon } from "../../helpers/cli-process.js";

let cli: Program;
let server: SandboxServer;
/** Takes every cancellation, and goes on as if there were none. */
let stubborn: Server;

beforeAll(async () => {
  cli = await program();
  server = await startSandbox({ speed: 0, throttle: false });
  for (const phase of ["succeeded", "failed", "canceled", "blocked", "waiting"] as const)
    server.tasks.add({ job_id: phase, course: [["0s", phase]] });
  stubborn = createServer(({ method }, response) => {
    const task = { job_id: "waiting", state: "WAITING" };
    response.setHeader("Content-Type", "application/json").end(method === "GET" ? JSON.stringify(task) : "{}");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => stubborn.once("listening", resolve));
  for (const [name, value] of Object.entries({
    good: { script_id: "s", shoot_scripts: [] },
    bad: { script_id: 7 },
    task: examples.show2DDigitalHumanVideo["200"],
  }))
    writeFileSync(join(cli.folder, `${name}.json`), JSON.stringify(value));
});
afterAll(async () => {
  stubborn.closeAllConnections();
  stubborn.close();
  await server.close();
  cli.remove();
});

interface Case {
  readonly args: readonly string[];
  /** Where the service is; the sandbox by default. */
  readonly at?: "sandbox" | "nobody" | "silence" | "stubborn";
  readonly token?: string;
  readonly options?: RunOptions;
}

const fast = ["--poll-interval", "20ms"];
const wrong = { token: "not-this-one" };
const stop = { started: upon("listens on", (child) => child.kill("SIGINT")) };
const waits = (name: "wait" | "watch"): Record<number, Case> => ({
  0: { args: [name, "succeeded"] },
  2: { args: [name, "../x"] },
  4: { args: [name, "succeeded"], ...wrong },
  5: { args: [name, "no-such-task"] },
  6: { args: [name, "failed"] },
  7: { args: [name, "canceled"] },
  8: { args: [name, "blocked"] },
  124: { args: [name, "waiting", "--timeout", "50ms", ...fast] },
  130: {
    args: [name, "waiting"],
    options: { started: upon("WAITING", (child) => child.kill("SIGINT"), name === "wait" ? "stderr" : "stdout") },
  },
});
const asks = (...args: string[]): Record<number, Case> => ({
  0: { args },
  2: { args: [...args, "--jsno"] },
  4: { args, ...wrong },
  5: { args, at: "nobody" },
  130: { args, at: "silence" },
});

const later = { started: upon("WAITING", () => void server.clock.advance("10m")) };
const ordered = (...args: string[]) => ["create", "good.json", ...args, ...fast];
const fetched = (...args: string[]) => ["download", ...args, "-o", `${args.join("")}.mp4`, ...fast];

/** One run a command and exit code. */
const cases: Readonly<Record<string, Readonly<Record<number, Case>>>> = {
  check: { 0: { args: ["check", "good.json"] }, 2: { args: ["check", "no.json"] }, 3: { args: ["check", "bad.json"] } },
  preview: { 0: { args: ["preview", "task.json"] }, 2: { args: ["preview", "no.json"] }, 3: { args: ["preview", "bad.json"] } },
  create: {
    0: { args: ordered() },
    2: { args: ["create", "no.json"] },
    3: { args: ["create", "bad.json"] },
    4: { args: ordered(), ...wrong },
    5: { args: ordered("--name", "lost-answer-1") },
    6: { args: ordered("--name", "fails-1", "--wait"), options: later },
    7: { args: ordered("--name", "canceled-1", "--wait"), options: later },
    8: { args: ordered("--name", "blocked-1", "--download", "."), options: later },
    124: { args: ordered("--name", "slow-1", "--wait", "--timeout", "50ms") },
    130: {
      args: ordered("--name", "slow-2", "-o", "slow.mp4"),
      options: { started: upon("next poll", (child) => child.kill("SIGINT")) },
    },
  },
  wait: waits("wait"),
  watch: waits("watch"),
  download: {
    0: { args: fetched("--job", "succeeded") },
    2: { args: ["download"] },
    4: { args: fetched("no-such-asset"), ...wrong },
    5: { args: fetched("no-such-asset") },
    6: { args: fetched("--job", "failed") },
    7: { args: fetched("--job", "canceled") },
    8: { args: fetched("--job", "blocked") },
    124: { args: [...fetched("--job", "waiting"), "--timeout", "50ms"] },
    130: { args: fetched("--job", "waiting"), options: { started: upon("WAITING", (child) => child.kill("SIGINT")) } },
  },
  get: asks("get", "succeeded"),
  list: asks("list"),
  cancel: {
    0: { args: ["cancel", "canceled"] },
    2: { args: ["cancel", "../x"] },
    4: { args: ["cancel", "waiting"], ...wrong },
    5: { args: ["cancel", "succeeded"] },
    6: { args: ["cancel", "failed"] },
    8: { args: ["cancel", "blocked"] },
    124: { args: ["cancel", "waiting", "--timeout", "50ms"], at: "stubborn" },
    130: { args: ["cancel", "waiting"], at: "silence" },
  },
  sandbox: { 0: { args: ["sandbox"], options: stop }, 2: { args: ["sandbox", "--port", "x"] } },
  demo: { 0: { args: ["demo", "-o", "shown"] }, 2: { args: ["demo", "x"] } },
  explain: { 0: { args: ["explain", "BLOCK"] }, 2: { args: ["explain", "BLOK"] } },
  schema: { 0: { args: ["schema"] }, 2: { args: ["schema", "X"] } },
  doctor: asks("doctor"),
};

const rows = Object.entries(cases).flatMap(([name, codes]) =>
  Object.entries(codes).map(([code, one]) => [name, Number(code), one] as const),
);

async function run({ args, at = "sandbox", token = server.token, options = {} }: Case) {
  /** Takes every question and answers none; whoever has asked it is told to stop. */
  let asked = (): void => undefined;
  const silent = at === "silence" ? createServer(() => asked()) : undefined;
  if (silent !== undefined) await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const there = (one: Server | undefined): string => `http://127.0.0.1:${(one?.address() as AddressInfo | undefined)?.port}`;
  const address = { sandbox: server.url, nobody: "http://127.0.0.1:1", silence: there(silent), stubborn: there(stubborn) };
  const env = { METASTUDIO_BASE_URL: address[at], METASTUDIO_TOKEN: token, HUAWEICLOUD_SDK_PROJECT_ID: server.projectId };
  const stop: RunOptions = { started: (child) => (asked = () => child.kill("SIGINT")) };
  try {
    return await cli.run(args, { env, ...(silent === undefined ? options : stop) });
  } finally {
    silent?.closeAllConnections();
    silent?.close();
  }
}

describe("every exit code of every command, as a process", () => {
  // side by side, since each is mostly the start of a program
  test.concurrent.each(rows)("%s ends with %i", async (_, code, one) => {
    const { code: found, stderr } = await run(one);
    expect([found, stderr]).toEqual([code, expect.not.stringMatching(/^ +at /m)]);
  });

  test("they are those that the help tells, and 1 is told apart", () => {
    const told = build().commands.map((command) => [
      command.name(),
      codesOf(command)
        .map(([code]) => Number(code))
        .filter((code) => code !== exits.bug),
    ]);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(Object.entries(cases).map(([name, codes]) => [name, Object.keys(codes).map(Number)])),
    );
  });

  test("1 is a fault of the program: no stack, unless it is asked for", async () => {
    const broken = await program();
    try {
      rmSync(join(broken.folder, "dist/openapi.json"));
      const { code, stderr } = await broken.run(["schema"]);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/^bug: .*ENOENT[\s\S]*report[\s\S]*METASTUDIO_DEBUG=1/)]);
      expect(stderr).not.toMatch(/^ +at /m);
      expect((await broken.run(["schema"], { env: { METASTUDIO_DEBUG: "1" } })).stderr).toMatch(/^ +at /m);
    } finally {
      broken.remove();
    }
  });
});
