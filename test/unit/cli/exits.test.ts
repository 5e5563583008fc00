import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examples } from "../../../generated/examples.js";
import { exitCodesFor } from "../../../src/cli/command.js";
import { exitCodes } from "../../../src/cli/exit-codes.js";
import { buildProgram } from "../../../src/cli/program.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import { type InstalledCli, installCli, runInProcess, whenOutput, whenPrinted } from "../helpers/cli-process.js";

const folder = mkdtempSync(join(tmpdir(), "exits-"));
const at = (name: string): string => join(folder, name);
let cli: InstalledCli;
let server: SandboxServer;
/** Its tasks end within a second of real time. */
let fastServer: SandboxServer;
/** Accepts every cancellation, but keeps the task waiting. */
let neverCancels: Server;

beforeAll(async () => {
  cli = await installCli();
  server = await startSandbox({ speed: 0, throttle: false });
  fastServer = await startSandbox({ speed: 600, throttle: false, token: server.token, projectId: server.projectId });
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
    named: { script_id: "s", model_asset_id: "m", voice_config: { voice_asset_id: VOICE } },
    task: examples.show2DDigitalHumanVideo["200"],
  }))
    writeFileSync(at(`${name}.json`), JSON.stringify(value));
  const journal = { journal: "metastudio-video", version: 1 };
  const unknown = { key: "a", state: { step: "needs-attention" } };
  writeFileSync(at("journal.jsonl"), `${JSON.stringify(journal)}\n`);
  writeFileSync(at("unknown.jsonl"), `${JSON.stringify(journal)}\n${JSON.stringify(unknown)}\n`);
});
afterAll(async () => {
  neverCancels.closeAllConnections();
  neverCancels.close();
  await Promise.all([server.close(), fastServer.close()]);
  cli.remove();
  rmSync(folder, { recursive: true });
});

interface Case {
  readonly args: readonly string[];
  /** Endpoint; the sandbox by default. */
  readonly endpoint?: "sandbox" | "fast" | "unreachable" | "silent" | "neverCancels";
  readonly token?: string;
  /** Project of the request; that of the sandbox by default. */
  readonly projectId?: string;
  /** What to do once the output on stderr, or in process on either stream, contains the text. */
  readonly when?: readonly [text: string, act: (interrupt: () => void) => void];
  /** Runs the bundled CLI as a process: one case per kind of ending, since most of the time is its start. */
  readonly process?: true;
}

const interrupted = (text: string): Pick<Case, "when"> => ({ when: [text, (interrupt) => interrupt()] });
const finishLater: Pick<Case, "when"> = { when: ["WAITING", () => void server.clock.advance("10m")] };
const fast = ["--poll-interval", "20ms"];
const wrongToken = { token: "invalid-token" };
const good = at("good.json");
const [, , { asset_id: VOICE }] = examples.listAssets["200"].assets;
const { script_id: SCRIPT } = examples.showVideoScript["200"];
const bad = at("bad.json");
const waitCases = (name: "wait" | "watch"): Record<number, Case> => ({
  0: { args: [name, "succeeded"] },
  2: { args: [name, "../x"] },
  4: { args: [name, "succeeded"], ...wrongToken },
  5: { args: [name, "no-such-task"] },
  6: { args: [name, "failed"] },
  7: { args: [name, "canceled"] },
  8: { args: [name, "blocked"] },
  124: { args: [name, "waiting", "--timeout", "50ms", ...fast], ...(name === "wait" && { process: true }) },
  130: { args: [name, "waiting"], ...interrupted("WAITING"), ...(name === "wait" && { process: true }) },
});
const requestCases = (...args: string[]): Record<number, Case> => ({
  0: { args },
  2: { args: [...args, "--jsno"] },
  4: { args, ...wrongToken },
  5: { args, endpoint: "unreachable", ...(args[0] === "get" && { process: true }) },
  130: { args, endpoint: "silent" },
});
const createArgs = (...args: string[]) => ["create", good, ...args, ...fast];
const downloadArgs = (...args: string[]) => ["download", ...args, "-o", at(`${args.join("")}.mp4`), ...fast];

/** A batch of one video; the prefix of its name selects the scenario. */
const batchCase = (key: string, more: Partial<Case> = {}): Case => {
  const rows = at(`${key}.csv`);
  writeFileSync(rows, `key\n${key}\n`);
  return { args: ["batch", good, rows], endpoint: "fast", ...more };
};

/** One case per command and exit code. */
const cases: Readonly<Record<string, Readonly<Record<number, Case>>>> = {
  check: {
    0: { args: ["check", good] },
    2: { args: ["check", "no.json"] },
    3: { args: ["check", bad], process: true },
    4: { args: ["check", at("named.json"), "--online"], ...wrongToken },
    5: { args: ["check", at("named.json"), "--online"], endpoint: "unreachable" },
    130: { args: ["check", at("named.json"), "--online"], endpoint: "silent" },
  },
  preview: { 0: { args: ["preview", at("task.json")] }, 2: { args: ["preview", "no.json"] }, 3: { args: ["preview", bad] } },
  create: {
    0: { args: createArgs() },
    2: { args: ["create", "no.json"] },
    3: { args: ["create", bad] },
    4: { args: createArgs(), ...wrongToken },
    5: { args: createArgs("--name", "lost-response-1") },
    6: { args: createArgs("--name", "fails-1", "--wait"), ...finishLater },
    7: { args: createArgs("--name", "canceled-1", "--wait"), ...finishLater },
    8: { args: createArgs("--name", "blocked-1", "--download", folder), ...finishLater },
    124: { args: createArgs("--name", "slow-1", "--wait", "--timeout", "50ms") },
    130: { args: createArgs("--name", "slow-2", "-o", at("slow.mp4")), ...interrupted("next poll") },
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
    130: { args: downloadArgs("--job", "waiting"), ...interrupted("WAITING") },
  },
  get: requestCases("get", "succeeded"),
  avatars: requestCases("avatars"),
  voices: requestCases("voices"),
  assets: { 0: { args: ["assets"] }, 2: { args: ["assets", "x"] } },
  "assets upload": requestCases("assets", "upload", good),
  init: { ...requestCases("init", "-"), 3: { args: ["init", "-", "--avatar", VOICE] } },
  scripts: { 0: { args: ["scripts"] }, 2: { args: ["scripts", "x"] } },
  "scripts create": requestCases("scripts", "create", good),
  "scripts upload-audio": requestCases("scripts", "upload-audio", SCRIPT, good),
  list: requestCases("list"),
  batch: {
    0: batchCase("video"),
    2: { args: ["batch", "no.json", "no.csv"] },
    3: batchCase("invalid", { args: ["batch", bad, at("invalid.csv")] }),
    4: batchCase("unauthorized", wrongToken),
    5: batchCase("rejected", { projectId: "0".repeat(32) }),
    6: batchCase("fails-2"),
    7: batchCase("canceled-2"),
    8: batchCase("blocked-2"),
    130: batchCase("silent", { endpoint: "silent" }),
  },
  "batch status": { 0: { args: ["batch", "status", at("journal.jsonl")] }, 2: { args: ["batch", "status", "no.jsonl"] } },
  "batch resolve": {
    0: { args: ["batch", "resolve", at("unknown.jsonl"), "a", "--create-again"] },
    2: { args: ["batch", "resolve", at("unknown.jsonl"), "a"] },
  },
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
  playground: { 0: { args: ["playground", good, "-o", at("page.html")], process: true }, 2: { args: ["playground", "no.json"] } },
  sandbox: { 0: { args: ["sandbox"], ...interrupted("is listening on"), process: true }, 2: { args: ["sandbox", "--port", "x"] } },
  demo: { 0: { args: ["demo", "-o", at("demo-files")] }, 2: { args: ["demo", "x"] } },
  explain: { 0: { args: ["explain", "BLOCK"] }, 2: { args: ["explain", "BLOK"] } },
  // Reads a file of the package.
  schema: { 0: { args: ["schema"], process: true }, 2: { args: ["schema", "X"], process: true } },
  doctor: requestCases("doctor"),
};

const allCases = Object.entries(cases).flatMap(([name, codes]) =>
  Object.entries(codes).map(([code, one]) => [name, Number(code), one] as const),
);

async function run({
  args,
  endpoint = "sandbox",
  token = server.token,
  projectId = server.projectId,
  when: [text, act] = ["", () => undefined],
  process,
}: Case) {
  // Accepts requests without responding, so that each run can be interrupted.
  let interrupt = (): void => undefined;
  const silent = endpoint === "silent" ? createServer(() => interrupt()) : undefined;
  if (silent !== undefined) await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const urlOf = (server: Server | undefined): string => `http://127.0.0.1:${(server?.address() as AddressInfo | undefined)?.port}`;
  const urls = {
    sandbox: server.url,
    fast: fastServer.url,
    unreachable: "http://127.0.0.1:1",
    silent: urlOf(silent),
    neverCancels: urlOf(neverCancels),
  };
  const env = { METASTUDIO_BASE_URL: urls[endpoint], METASTUDIO_TOKEN: token, HUAWEICLOUD_SDK_PROJECT_ID: projectId };
  try {
    if (process) return await cli.run(args, { env, onStart: whenOutput(text, (child) => act(() => child.kill("SIGINT"))) });
    return await runInProcess(args, {
      env,
      ...(endpoint === "fast" && { clockSpeed: 60 }),
      onStart: (sendSignal) => (interrupt = () => sendSignal("SIGINT")),
      onOutput: whenPrinted(text, (sendSignal) => act(() => sendSignal("SIGINT"))),
    });
  } finally {
    silent?.closeAllConnections();
    silent?.close();
  }
}

describe("exit codes", () => {
  test.concurrent.each(allCases)("%s exits with %i", async (_, code, one) => {
    const { code: actual, stderr } = await run(one);
    expect([actual, stderr]).toEqual([code, expect.not.stringMatching(/^ +at /m)]);
  });

  test("every documented exit code has a case, except 1", () => {
    const nameOf = (command: Command): string => (command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name());
    const commands = buildProgram().commands.flatMap((command) => [command, ...command.commands]);
    const documented = commands.map((command) => [
      nameOf(command),
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
