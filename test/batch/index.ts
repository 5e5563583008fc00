import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { createClient } from "../../src/index.js";
import { type SandboxServer, startSandbox } from "../../src/sandbox/server.js";
import { createItems } from "./items.js";

/**
 * npm run test:batch [-- --videos N] [-- --kills N] [-- --seed N]
 *
 * Runs a batch (default: 300 videos) against the sandbox server with faults, and kills its process (default: 20 times) when the
 * journal reaches seeded sizes. Then checks that the sandbox created every video once and that every file has the right MD5.
 * Exit codes: 0 all checks passed, 1 a check failed.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      videos: { type: "string", default: "300" },
      kills: { type: "string", default: "20" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  const [videos, kills, seed] = [Number(values.videos), Number(values.kills), Number(values.seed)];
  console.log(`seed ${seed}, ${videos} videos, ${kills} kills`);
  const folder = mkdtempSync(join(tmpdir(), "batch-"));
  mkdirSync(join(folder, "videos"));
  const server = await startSandbox({ speed: 60, throttle: false, seed });
  try {
    const program = await bundleProgram();
    const run = (): ChildProcess =>
      spawn(process.execPath, [program, server.url, server.projectId, server.token, folder, String(videos)], { stdio: "inherit" });
    const points = killPoints(seed, kills, videos * 3);
    let killed = 0;
    let exitCode: number | null = null;
    while (exitCode === null) {
      const child = run();
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
    for (const problem of problems) console.log(`FAIL ${problem}`);
    if (problems.length === 0) console.log(`ok   ${videos} videos created once, ${videos} files with the right MD5, ${killed} kills`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Returns increasing numbers of journal records at which the program is killed. */
function killPoints(seed: number, count: number, records: number): number[] {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
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

async function findProblems(server: SandboxServer, folder: string, videos: number): Promise<string[]> {
  const problems: string[] = [];
  const counts = server.tasks.createCount();
  const client = createClient({ ...server.clientOptions, rateLimit: false });
  const records = server.tasks.all();
  for (const { key } of createItems(videos)) {
    const count = counts.get(key) ?? 0;
    if (count !== 1) problems.push(`${key} was created ${count} times`);
    const path = join(folder, "videos", `${key}.mp4`);
    const assetId = records.find(({ asset_name }) => asset_name === key)?.asset_id;
    if (!existsSync(path) || assetId === undefined) {
      problems.push(`${key} has no file`);
      continue;
    }
    const { files = [] } = await client.assets.get(assetId);
    const md5 = createHash("md5").update(readFileSync(path)).digest("base64");
    if (!files.some(({ file_md5 }) => file_md5 === md5)) problems.push(`${path} has the wrong MD5`);
  }
  const names = readdirSync(join(folder, "videos"));
  if (names.length !== videos)
    problems.push(`${names.length} files, expected ${videos}: ${names.filter((name) => !name.endsWith(".mp4")).slice(0, 5)}`);
  return problems;
}

async function bundleProgram(): Promise<string> {
  const outfile = fileURLToPath(new URL("../../node_modules/.cache/batch/program.mjs", import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL("program.ts", import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}

process.exitCode = await main();
