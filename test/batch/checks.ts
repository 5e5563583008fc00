import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TaskRecord } from "../../src/sandbox/index.js";
import type { VideoCase } from "./items.js";

/** The checks by name. */
export const CHECKS = {
  lost: "every video reaches its expected outcome, and every file has the right MD5",
  duplicate: "no video is created twice",
  unexpected: "every created video was requested",
  secret: "no secret is printed or logged",
  process: "the programs succeed in the end, in time, without a warning",
  coverage: "every kill took place, and enough create responses were lost",
  leak: "no listener, timer or socket is left open",
  memory: "the heap does not grow with the number of videos",
  key: "no request has an expired key or a wrong signature",
  limit: "no request exceeds the rate limit",
  queue: "keys, rate limits and settings of Redis are as documented",
} as const;

export type Check = keyof typeof CHECKS;

/** Collects the violations of one run. */
export interface Report {
  add(check: Check, message: string): void;
  /** Adds a violation if the text contains a secret. Keeps only the position, never the secret. */
  scan(source: string, text: string): void;
  /** One line per check, followed by its violations, and the number of checks that passed. */
  format(): string;
  readonly failed: number;
}

/** Prefix of every secret of a run, except those that the sandbox generates. */
export const CANARY = "canary-";

const SECRETS: Readonly<Record<string, RegExp>> = {
  "key or callback": new RegExp(CANARY),
  token: /sandbox-[0-9a-f]{16}/,
  signature: /\b(?:Signature|AccessKeyId)=(?!\*\*\*)[^&\s"'<>,;]/i,
};

const MAX_MESSAGES = 20;

export function createReport(checks: readonly Check[]): Report {
  const messages = new Map<Check, string[]>(checks.map((check) => [check, []]));
  const add = (check: Check, message: string): void => {
    const list = messages.get(check) ?? [];
    messages.set(check, list);
    if (list.length < MAX_MESSAGES) list.push(message);
  };
  const failed = (): number => [...messages.values()].filter(({ length }) => length > 0).length;
  return {
    add,
    scan(source, text) {
      for (const [kind, pattern] of Object.entries(SECRETS)) {
        const at = text.search(pattern);
        if (at >= 0) add("secret", `${kind} in ${source}, after ${JSON.stringify(text.slice(Math.max(0, at - 300), at))}`);
      }
    },
    format() {
      const lines = [...messages].flatMap(([check, list]) => [
        `${list.length === 0 ? "ok  " : "FAIL"} ${CHECKS[check]}`,
        ...list.map((message) => message.replace(/^/gm, "       ")),
      ]);
      return `${[...lines, `${messages.size - failed()} of ${messages.size} checks passed`].join("\n")}\n`;
    },
    get failed() {
      return failed();
    },
  };
}

/** State of the sandbox after a run, the ground truth for the files of the programs. */
export interface Ledger {
  readonly tasks: readonly TaskRecord[];
  /** Accepted create requests by asset name. */
  readonly createCount: ReadonlyMap<string, number>;
  /** MD5 digests, in Base64, of the files of an asset. */
  readonly digestsOf: (assetId: string) => Promise<readonly (string | undefined)[]>;
  /** What happened to the requests of a video, for messages. */
  readonly historyOf?: (name: string) => readonly string[];
}

/** Compares the ledger of the sandbox and the files with the videos that were ordered: nothing is lost, and nothing is created twice. */
export async function checkLedger(videos: readonly VideoCase[], folder: string, ledger: Ledger, report: Report): Promise<void> {
  const { tasks, createCount, digestsOf, historyOf = () => [] } = ledger;
  const add = (check: Check, name: string, message: string): void =>
    report.add(check, [`${name} ${message}`, ...historyOf(name)].join("\n  "));
  const requested = new Set(videos.map(({ key }) => key));
  for (const [name, count] of createCount) {
    if (count > 1) add("duplicate", name, `was created ${count} times`);
    if (!requested.has(name)) add("unexpected", name, "was not requested");
  }
  const created = new Map(tasks.filter(({ request }) => request !== undefined).map((task) => [task.asset_name, task]));
  for (const { key, expected } of videos) {
    const [task, path] = [created.get(key), join(folder, `${key}.mp4`)];
    if (task === undefined) add("lost", key, "was not created");
    else if (expected === "failed") {
      if (existsSync(path)) add("lost", key, "has a file, expected a failed task");
    } else if (!existsSync(path)) add("lost", key, `has no file; its task is ${task.state}`);
    else if (!(await digestsOf(task.asset_id)).includes(createHash("md5").update(readFileSync(path)).digest("base64")))
      add("lost", key, "has a file with the wrong MD5");
  }
  for (const file of readdirSync(folder))
    if (!requested.has(file.replace(/\.mp4$/, ""))) report.add("unexpected", `${file} is left in the folder of the videos`);
}

/**
 * Allowed heap growth per video once the first half has warmed up the engine, plus an allowance for code that is compiled later.
 * A listener or promise leaked per request would exceed it: a video takes about 20 requests, and each leak at least 100 bytes.
 */
const MAX_BYTES_PER_VIDEO = 256;
const ENGINE_ALLOWANCE = 1_250_000;

/** Describes heap growth beyond the limit; `heap` was measured after each of several equal parts of the videos. */
export function excessiveHeapGrowth(heap: readonly number[], videos: number): string | undefined {
  const half = Math.floor(heap.length / 2);
  if (half === 0) return undefined;
  const growth = (heap.at(-1) ?? 0) - (heap[half - 1] ?? 0);
  const measured = Math.round((videos * (heap.length - half)) / heap.length);
  const limit = ENGINE_ALLOWANCE + measured * MAX_BYTES_PER_VIDEO;
  return growth > limit ? `the heap grew by ${growth} bytes over ${measured} videos; the limit is ${limit}` : undefined;
}
