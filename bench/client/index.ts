import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleForNode } from "../lib/bundle.js";
import type { Rounds } from "../lib/measure.js";
import { HOUSE, SCRATCH } from "../lib/paths.js";
import { runWorker } from "../lib/processes.js";
import { type Estimate, estimate, median } from "../lib/statistics.js";
import { exactly, figure, printGoals, printTable, type Result, verdictOf } from "../lib/thresholds.js";
import { type Built, builtPackage, script } from "./bundle.js";
import type { Many } from "./concurrency.js";
import { typeCosts } from "./instantiations.js";
import { type Start, type Starts, starts } from "./startup.js";
import type { Orders } from "./worker.js";

const BATCH = 4;
const MOST = 12;
const ROUNDS = 16;
const STARTS = 15;
const PEER = "openapi-fetch, signing";

/** What a request, a start, a wait for many and the types cost, against others in the same run. */
async function main(): Promise<void> {
  mkdirSync(SCRATCH, { recursive: true });
  const built = await builtPackage();
  const body = await answer(built);
  const { server, baseUrl } = await startServer(script("answer.json", body));
  try {
    const goals = [
      ...(await requests("over a stub", { baseUrl: "https://metastudio.cn-north-4.myhuaweicloud.com", body }, built)),
      ...(await requests("over the loopback", { baseUrl, body: undefined }, built)),
      ...starting(starts(built, baseUrl, STARTS)),
      ...(await many(built)),
      ...types(),
    ];
    printGoals(goals);
  } finally {
    server.kill();
  }
}

/** What the sandbox answers to a plain query. */
async function answer({ index, sandbox: path }: Built): Promise<string> {
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
  const server = spawn(process.execPath, [join(HOUSE, "bench/client/server.mjs"), file], { stdio: ["pipe", "pipe", "inherit"] });
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    server.once("exit", () => reject(new Error("the server ended before it listened")));
  });
  return { server, baseUrl: `http://127.0.0.1:${port}` };
}

/** Processor time of one request. */
async function requests(where: string, orders: Pick<Orders, "baseUrl" | "body">, built: Built): Promise<Result[]> {
  const worker = await bundleForNode(
    "client-worker",
    `import { importSigningKey, sdkDate, sign } from "../src/auth/sign.js";
     import { measureCpu } from "./client/worker.js";
     const [index = "", orders = ""] = process.argv.slice(2);
     const { createClient } = await import(index);
     const rounds = await measureCpu(JSON.parse(orders), { createClient, signer: { importSigningKey, sdkDate, sign } });
     process.stdout.write(JSON.stringify(rounds), () => process.exit());`,
  );
  const found: Rounds[] = [];
  const to = (name: string, other: string): Estimate =>
    estimate(found.map((rounds) => (rounds[name] ?? []).map((value, i) => value / (rounds[other]?.[i] ?? Number.NaN))));
  let goals: Result[] = [];
  do {
    for (let i = 0; i < BATCH; i++) {
      const full: Orders = { ...orders, seed: found.length + 1, rounds: ROUNDS };
      found.push(runWorker(worker, [pathToFileURL(built.index).href, JSON.stringify(full)]) as Rounds);
    }
    goals = [
      { name: `a request ${where}: ours / ${PEER}`, value: to("ours", PEER), atMost: 1.15 },
      { name: `a request ${where}: ours / official core`, value: to("ours", "official core"), atMost: 1 },
    ];
  } while (found.length < MOST && goals.some((goal) => verdictOf(goal) === "undecided"));
  const names = Object.keys(found[0] ?? {});
  printTable(
    [`a request ${where}, processor time`, `× ${PEER}`, "95 %", "µs"],
    names.map((name) => {
      const { median: middle, low, high } = to(name, PEER);
      return [
        name,
        figure(middle),
        `${figure(low)} – ${figure(high)}`,
        figure(Math.round(median(found.flatMap((rounds) => rounds[name] ?? [])))),
      ];
    }),
  );
  process.stdout.write(`(${found.length} processes, ${ROUNDS} rounds each)\n\n`);
  return goals;
}

function starting(found: Starts): Result[] {
  const of = (name: string, what: keyof Start): number[] => (found.get(name) ?? []).map((start) => start[what]);
  const to = (name: string, other: string, what: keyof Start): Estimate =>
    estimate([of(name, what).map((value, i) => value / (of(other, what)[i] ?? Number.NaN))]);
  printTable(
    ["a whole process", "wall, ms", "processor, ms", "import, ms"],
    [...found.keys()].map((name) => [name, ...(["wall", "processor", "imported"] as const).map((what) => figure(median(of(name, what))))]),
  );
  return [
    { name: "start and first request, token: ours / bare fetch, wall", value: to("ours, token", "bare fetch", "wall"), atMost: 1.1 },
    {
      name: "start and first request, token: ours / bare fetch, processor",
      value: to("ours, token", "bare fetch", "processor"),
      atMost: 1.1,
    },
    { name: "start and first request, signed: ours / bare fetch, wall", value: to("ours, signed", "bare fetch", "wall"), atMost: 1.1 },
    { name: "import: ours / openapi-fetch, within the process", value: to("import ours", "import openapi-fetch", "imported"), atMost: 1.3 },
    { name: "import: ours / openapi-fetch, whole process", value: to("import ours", "import openapi-fetch", "wall"), atMost: 1.3 },
  ];
}

const TASKS = 10_000;

async function many({ index, sandbox }: Built): Promise<Result[]> {
  const worker = await bundleForNode(
    "client-many",
    `import { waitForMany } from "./client/many.js";
     const [index = "", sandbox = "", failing = "0"] = process.argv.slice(2);
     const pack = { ...(await import(index)), ...(await import(sandbox)) };
     process.stdout.write(JSON.stringify(await waitForMany(${TASKS}, Number(failing), pack)));`,
  );
  const urls = [index, sandbox].map((path) => pathToFileURL(path).href);
  const [good, bad] = ["0", "0.3"].map((failing) => runWorker(worker, [...urls, failing]) as Many) as [Many, Many];
  printTable(
    [`waitAll, ${TASKS} tasks`, "all answers good", "30 % failing"],
    (Object.keys(good) as (keyof Many)[]).map((name) => [name, figure(good[name]), figure(bad[name])]),
  );
  return [
    { name: "waitAll: tasks lost, 30 % of the answers failing", value: exactly(bad.lost), atMost: 0, unit: "tasks" },
    {
      name: "waitAll: requests in any second, 10 allowed",
      value: exactly(Math.max(good.mostInASecond, bad.mostInASecond)),
      atMost: 10,
      unit: "requests",
    },
    { name: "waitAll: requests a round", value: exactly(good.requestsPerRound), atMost: TASKS / 100, unit: "requests" },
    {
      name: "waitAll: memory for a waiting task",
      value: exactly(Math.round(Math.max(good.bytesPerTask, bad.bytesPerTask))),
      atMost: 2000,
      unit: "bytes",
    },
  ];
}

function types(): Result[] {
  const costs = typeCosts();
  printTable(
    ["a program of one file", "instantiations", "types"],
    [...costs].map(([name, { instantiations, types }]) => [name, String(instantiations), String(types)]),
  );
  const of = (name: string): number => costs.get(name)?.instantiations ?? Number.NaN;
  return [
    {
      name: "instantiations of one call through client.tasks",
      value: exactly(of("tasks.get") - of("nothing")),
      atMost: 60,
      unit: "instantiations",
    },
  ];
}

await main();
