import type { TaskRecord } from "../../src/sandbox/index.js";
import type { ScenarioResult } from "./client-scenario.js";
import type { VideoCase } from "./request-factory.js";

/** The checks of a soak run by name. */
export const CHECKS = {
  "lost video": "every video reaches its expected outcome",
  "duplicate video": "no video is created twice",
  "unexpected video": "every created video was requested",
  client: "errors and downloads are as documented",
  secret: "no secret is printed or logged",
  leak: "no listener, timer or socket is left open",
  memory: "the heap does not grow with the number of videos",
  process: "no unhandled rejection, no runtime warning",
  coverage: "enough create responses are lost",
} as const;

export interface Violation {
  readonly check: keyof typeof CHECKS;
  readonly message: string;
}

/** State of the sandbox after a run, the ground truth for the results of the clients. */
export interface LedgerSnapshot {
  readonly tasks: readonly TaskRecord[];
  /** Accepted create requests by asset name. */
  readonly createCount: ReadonlyMap<string, number>;
}

/** Compares the results of the clients with the tasks of the sandbox: nothing is lost, and nothing is created twice. */
export function checkInvariants(
  videos: readonly VideoCase[],
  results: readonly ScenarioResult[],
  { tasks, createCount }: LedgerSnapshot,
): (Violation & { readonly name: string })[] {
  const violations: (Violation & { readonly name: string })[] = [];
  for (const [name, count] of createCount)
    if (count > 1) violations.push({ name, check: "duplicate video", message: `${name} was accepted ${count} times` });
  const requested = new Set(videos.map(({ name }) => name));
  for (const name of createCount.keys())
    if (!requested.has(name)) violations.push({ name, check: "unexpected video", message: `${name} was not requested` });
  const resultsByName = new Map(results.map((result) => [result.name, result]));
  const tasksById = new Map(tasks.filter(({ request }) => request !== undefined).map((task) => [task.job_id, task]));
  for (const { name, expected } of videos) {
    const mismatch = findMismatch(resultsByName.get(name), expected, tasksById);
    if (mismatch !== undefined) violations.push({ name, check: "lost video", message: `${name} ${mismatch}` });
  }
  return violations;
}

function findMismatch(
  result: ScenarioResult | undefined,
  expected: VideoCase["expected"],
  tasks: ReadonlyMap<string, TaskRecord>,
): string | undefined {
  if (result === undefined) return "has no result";
  const task = tasks.get(result.jobId ?? "");
  if (task === undefined) return "has a job ID that the service does not know";
  if (task.asset_name !== result.name) return `has the job ID of ${task.asset_name}`;
  if (expected !== "file") return result.code === expected ? undefined : `ended with ${result.code ?? "a file"}, expected ${expected}`;
  if (result.assetId === undefined) return `has no file${result.code === undefined ? "" : ` (${result.code})`}; its task is ${task.state}`;
  return result.assetId === task.asset_id ? undefined : "has the file of another asset";
}
