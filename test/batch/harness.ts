import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createClient } from "../../src/index.js";
import type { SandboxServer } from "../../src/sandbox/server.js";
import { waitForOutput } from "../helpers/processes.js";
import type { Ledger, Report } from "./checks.js";
import { createFastClock } from "./items.js";
import type { Line, Settings } from "./program.js";

export interface RunOptions {
  readonly videos: number;
  readonly kills: number;
  readonly seed: number;
  /** Number of programs or workers. */
  readonly programs: number;
}

/** Creates a folder with a folder `videos`. */
export function temporaryFolder(): { readonly folder: string; readonly saveTo: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "batch-"));
  const saveTo = join(folder, "videos");
  mkdirSync(saveTo);
  return { folder, saveTo, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Starts the program of this folder in a process. Scans what it prints for secrets, and passes the lines on. */
export async function createStarter(report: Report, onLine: (line: Line) => void): Promise<(settings: Settings) => ChildProcess> {
  const program = await bundleProgram();
  return (settings) => {
    const child = spawn(process.execPath, ["--expose-gc", program], { stdio: "pipe" });
    child.stdin.end(JSON.stringify(settings));
    createInterface({ input: child.stdout }).on("line", (text) => {
      report.scan("the output", text);
      // a kill can cut a line off
      if (text.endsWith("}")) onLine(JSON.parse(text));
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      report.scan("standard error", text);
      report.add("process", text.trim());
    });
    return child;
  };
}

/** Bundles the program, because a process of the module loader starts slowly. Returns its path. */
async function bundleProgram(): Promise<string> {
  const outfile = fileURLToPath(new URL("../../node_modules/.cache/batch/program.mjs", import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL("program.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["bullmq"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}

/** Reads the ledger of the sandbox, whose scenarios also affect the requests for it. */
export function ledgerOf(server: SandboxServer, startedAt: number): Ledger {
  const client = createClient({ ...server.clientOptions, clock: createFastClock(startedAt), retry: { max: 20 } });
  return {
    tasks: server.tasks.all(),
    createCount: server.tasks.createCount(),
    digestsOf: async (assetId) => ((await client.assets.get(assetId)).files ?? []).map(({ file_md5 }) => file_md5),
  };
}

/** Waits until a journal has a number of records that it did not have before; false if the process ends first. */
export async function journalReaches(path: string, records: number, child: ChildProcess): Promise<boolean> {
  const count = (): number => (existsSync(path) ? readFileSync(path, "latin1").split("\n").length - 1 : 0);
  // a point that an earlier run has passed is reached with the next record
  const target = Math.max(records, count() + 1);
  while (child.exitCode === null) {
    if (count() >= target) return true;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return false;
}

/** A Redis server, which listens on a socket in a folder. */
export interface TestRedis {
  readonly connection: { readonly path: string };
  close(): Promise<void>;
}

/** Starts Debian's `redis-server` with an append-only file. Rejects if the program is missing or does not start. */
export async function startRedis(folder: string, settings: readonly string[] = ["--appendonly", "yes"]): Promise<TestRedis> {
  const path = join(folder, "redis.sock");
  const server = spawn("redis-server", ["--port", "0", "--unixsocket", path, "--dir", folder, "--save", "", ...settings], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await waitForOutput(server, /ready to accept connections/i);
  return {
    connection: { path },
    async close() {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}
