import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startSandbox } from "../../src/sandbox/server.js";
import { createFastClock } from "./fast-clock.js";
import { bundleProgram, createRandomNumbers, findProblems, type RunOptions, temporaryFolder } from "./harness.js";

/** Runs a batch in one process, which is killed when the journal reaches seeded sizes, and returns what is wrong afterwards. */
export async function runBatch({ videos, kills, seed }: RunOptions): Promise<string[]> {
  const { folder, remove } = temporaryFolder();
  const startedAt = Date.now();
  const server = await startSandbox({ speed: 6, now: createFastClock(startedAt).now, throttle: false, seed });
  try {
    const program = await bundleProgram("program.ts");
    const settings = JSON.stringify({ ...server.clientOptions, folder, videos, startedAt });
    const points = killPoints(seed, kills, videos * 3);
    let killed = 0;
    let exitCode: number | null = null;
    while (exitCode === null) {
      const child = spawn(process.execPath, [program, settings], { stdio: "inherit" });
      const exited = once(child, "exit") as Promise<[number | null]>;
      const point = points[killed];
      if (point !== undefined && (await journalReaches(join(folder, "journal.jsonl"), point, child))) {
        child.kill("SIGKILL");
        killed += 1;
        console.log(`kill ${killed}: ${point} records`);
      }
      [exitCode] = await exited;
    }
    const problems = await findProblems(server, folder, videos);
    if (exitCode !== 0) problems.push(`the program ended with exit code ${exitCode}`);
    if (killed < kills) problems.push(`only ${killed} of ${kills} kills`);
    return problems;
  } finally {
    await server.close();
    remove();
  }
}

/** Returns increasing numbers of journal records at which the program is killed. */
function killPoints(seed: number, count: number, records: number): number[] {
  const random = createRandomNumbers(seed);
  return Array.from({ length: count }, () => 2 + Math.floor(random() * records)).sort((one, other) => one - other);
}

/** Waits until the journal has a number of lines; false if the process ends first. */
async function journalReaches(path: string, lines: number, child: ChildProcess): Promise<boolean> {
  const initial = countLines(path);
  // a point that an earlier run has passed is reached with the next record
  const target = Math.max(lines, initial + 1);
  while (child.exitCode === null) {
    if (countLines(path) >= target) return true;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

const countLines = (path: string): number => (existsSync(path) ? readFileSync(path, "latin1").split("\n").length - 1 : 0);
