import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { createClient } from "../../src/index.js";
import type { SandboxServer } from "../../src/sandbox/server.js";
import { createItems } from "./items.js";

export interface RunOptions {
  readonly videos: number;
  readonly kills: number;
  readonly seed: number;
}

/** Creates a folder with a folder `videos`. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "batch-"));
  mkdirSync(join(folder, "videos"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Returns a function that returns the random numbers of a seed, 0 ≤ x < 1. */
export function createRandomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Compares the ledger of the sandbox and the files with the videos that were ordered. */
export async function findProblems(server: SandboxServer, folder: string, videos: number): Promise<string[]> {
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

/** Bundles a program of this folder, because a process of the module loader starts slowly. Returns its path. */
export async function bundleProgram(name: string): Promise<string> {
  const outfile = fileURLToPath(new URL(`../../node_modules/.cache/batch/${name.replace(".ts", ".mjs")}`, import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["bullmq"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}
