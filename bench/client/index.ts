import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../lib/bundle.js";
import type { Rounds } from "../lib/measure.js";
import { ROOT, SCRATCH } from "../lib/paths.js";
import { runWorker } from "../lib/processes.js";
import {
  type Estimate,
  estimate,
  exactEstimate,
  formatNumber,
  type GoalResult,
  goalStatus,
  median,
  printGoals,
  printTable,
} from "../lib/thresholds.js";
import { type BuiltPackage, buildPackage, writeScript } from "./bundle.js";
import type { ConcurrencyResult } from "./concurrency.js";
import { measureStarts, type StartCost, type StartCosts } from "./startup.js";
import type { WorkerOptions } from "./worker.js";

const BATCH = 4;
const MAX_PROCESSES = 12;
const ROUNDS = 16;
const START_ROUNDS = 15;
const STUB_URL = "https://metastudio.cn-north-4.myhuaweicloud.com";
const PEER = "openapi-fetch, signing";

/** Measures requests, process start, waiting for many tasks and type-checking, relative to other clients in the same run. */
async function main(): Promise<void> {
  mkdirSync(SCRATCH, { recursive: true });
  const built = await buildPackage();
  const body = await readTaskResponse(built);
  const { server, baseUrl } = await startServer(writeScript("response.json", body));
  try {
    const goals = [
      ...(await measureRequests("over a stub", { baseUrl: STUB_URL, body, webCrypto: false }, built)),
      ...(await measureRequests("over a stub, Web Crypto in both", { baseUrl: STUB_URL, body, webCrypto: true }, built)),
      ...(await measureRequests("over the loopback", { baseUrl, body: undefined, webCrypto: false }, built)),
      ...reportStarts(measureStarts(built, baseUrl, START_ROUNDS)),
      ...(await measureConcurrency(built)),
      ...measureTypes(),
    ];
    printGoals(goals);
  } finally {
    server.kill();
  }
}

/** Returns the sandbox response to a task query. */
async function readTaskResponse({ index, sandbox: path }: BuiltPackage): Promise<string> {
  const { createSandbox } = (await import(pathToFileURL(path).href)) as {
    createSandbox(): { clientOptions: object; tasks: { add(): string } };
  };
  const { createClient } = (await import(pathToFileURL(index).href)) as {
    createClient(options: object): { tasks: { get(id: string): Promise<unknown> } };
  };
  const sandbox = createSandbox();
  return JSON.stringify(await createClient(sandbox.clientOptions).tasks.get(sandbox.tasks.add()));
}

async function startServer(file: string): Promise<{ server: ChildProcess; baseUrl: string }> {
  const server = spawn(process.execPath, [join(ROOT, "bench/client/server.mjs"), file], { stdio: ["pipe", "pipe", "inherit"] });
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    server.once("exit", () => reject(new Error("the server exited before it started listening")));
  });
  return { server, baseUrl: `http://127.0.0.1:${port}` };
}

/** Measures the processor time of one request. */
async function measureRequests(
  where: string,
  options: Pick<WorkerOptions, "baseUrl" | "body" | "webCrypto">,
  built: BuiltPackage,
): Promise<GoalResult[]> {
  const worker = await bundleForNode(
    "client-worker",
    `import { measureCpu } from "./client/worker.js";
     const [index = "", options = ""] = process.argv.slice(2);
     const parsed = JSON.parse(options);
     if (parsed.webCrypto) process.getBuiltinModule = undefined;
     const { importSigningKey, sdkDate, sign } = await import("../src/auth/sdk-hmac-signer.js");
     const { createClient } = await import(index);
     const rounds = await measureCpu(parsed, { createClient, signer: { importSigningKey, sdkDate, sign } });
     process.stdout.write(JSON.stringify(rounds), () => process.exit());`,
  );
  const results: Rounds[] = [];
  const to = (name: string, other: string): Estimate =>
    estimate(results.map((rounds) => (rounds[name] ?? []).map((value, i) => value / (rounds[other]?.[i] ?? Number.NaN))));
  let goals: GoalResult[] = [];
  do {
    for (let i = 0; i < BATCH; i++) {
      const full: WorkerOptions = { ...options, seed: results.length + 1, rounds: ROUNDS };
      results.push(runWorker(worker, [pathToFileURL(built.index).href, JSON.stringify(full)]) as Rounds);
    }
    goals = [
      { name: `a request ${where}: ours / ${PEER}`, value: to("ours", PEER), atMost: 1.15 },
      { name: `a request ${where}: ours / official core`, value: to("ours", "official core"), atMost: 1 },
    ];
  } while (results.length < MAX_PROCESSES && goals.some((goal) => goalStatus(goal) === "inconclusive"));
  const names = Object.keys(results[0] ?? {});
  printTable(
    [`a request ${where}, processor time`, `× ${PEER}`, "95 %", "µs"],
    names.map((name) => {
      const { median: middle, low, high } = to(name, PEER);
      return [
        name,
        formatNumber(middle),
        `${formatNumber(low)} – ${formatNumber(high)}`,
        formatNumber(Math.round(median(results.flatMap((rounds) => rounds[name] ?? [])))),
      ];
    }),
  );
  process.stdout.write(`(${results.length} processes, ${ROUNDS} rounds each)\n\n`);
  return goals;
}

function reportStarts(costs: StartCosts): GoalResult[] {
  const of = (name: string, key: keyof StartCost): number[] => (costs.get(name) ?? []).map((start) => start[key]);
  const to = (name: string, other: string, key: keyof StartCost): Estimate =>
    estimate([of(name, key).map((value, i) => value / (of(other, key)[i] ?? Number.NaN))]);
  printTable(
    ["process", "wall, ms", "processor, ms", "import, ms"],
    [...costs.keys()].map((name) => [
      name,
      ...(["wall", "processor", "importTime"] as const).map((what) => formatNumber(median(of(name, what)))),
    ]),
  );
  return [
    { name: "start and first request: ours / bare fetch, wall", value: to("ours", "bare fetch", "wall"), atMost: 1.1 },
    { name: "start and first request: ours / bare fetch, processor", value: to("ours", "bare fetch", "processor"), atMost: 1.1 },
    {
      name: "import: ours / openapi-fetch, within the process",
      value: to("import ours", "import openapi-fetch", "importTime"),
      atMost: 2,
    },
  ];
}

const TASKS = 10_000;

async function measureConcurrency({ index, sandbox }: BuiltPackage): Promise<GoalResult[]> {
  const worker = await bundleForNode(
    "client-many",
    `import { measureWaitAll } from "./client/concurrency.js";
     const [index = "", sandbox = "", failing = "0"] = process.argv.slice(2);
     const pack = { ...(await import(index)), ...(await import(sandbox)) };
     process.stdout.write(JSON.stringify(await measureWaitAll(${TASKS}, Number(failing), pack)));`,
  );
  const urls = [index, sandbox].map((path) => pathToFileURL(path).href);
  const [good, bad] = ["0", "0.3"].map((failing) => runWorker(worker, [...urls, failing]) as ConcurrencyResult) as [
    ConcurrencyResult,
    ConcurrencyResult,
  ];
  return [
    { name: "waitAll: lost tasks, 30 % of responses failing", value: exactEstimate(bad.lost), atMost: 0, unit: "tasks" },
    {
      name: "waitAll: maximum requests per second, 10 allowed",
      value: exactEstimate(Math.max(good.maxRequestsPerSecond, bad.maxRequestsPerSecond)),
      atMost: 10,
      unit: "requests",
    },
    { name: "waitAll: requests per round", value: exactEstimate(good.requestsPerRound), atMost: TASKS / 100, unit: "requests" },
    {
      name: "waitAll: memory per waiting task",
      value: exactEstimate(Math.round(Math.max(good.bytesPerTask, bad.bytesPerTask))),
      atMost: 2000,
      unit: "bytes",
    },
  ];
}

const ONE_CALL = `import { createClient } from "./types/src/index.js";
const client = createClient({ region: "cn-north-4", projectId: "p", credentials: { token: "t" } });
export const state = (await client.tasks.get("j")).state;
`;

function measureTypes(): GoalResult[] {
  const value = exactEstimate(countInstantiations("one-call", ONE_CALL) - countInstantiations("nothing", "export {};\n"));
  return [{ name: "instantiations of one call through client.tasks", value, atMost: 60, unit: "instantiations" }];
}

/** Returns the number of type instantiations of a program of one file. */
function countInstantiations(name: string, text: string): number {
  writeScript(`${name}.mts`, text);
  const options = {
    ...{ noEmit: true, strict: true, skipLibCheck: true, exactOptionalPropertyTypes: true, types: [] },
    ...{ target: "es2022", module: "nodenext" },
  };
  const project = writeScript(`${name}.json`, JSON.stringify({ compilerOptions: options, files: [`${name}.mts`] }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project, "--extendedDiagnostics"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} does not compile:\n${stdout}`);
  return Number(/^Instantiations:\s+(\d+)/m.exec(stdout)?.[1]);
}

await main();
