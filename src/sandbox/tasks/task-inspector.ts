import type { Contract } from "../contract.js";
import type { ScenarioName } from "./scenarios.js";
import { assetNameOf, wordOf } from "./serialize-task.js";
import type { NewTask, Task, TaskStore } from "./tasks.js";

/** One task, as a test that looks into the sandbox sees it. */
export interface TaskRecord {
  readonly job_id: string;
  /** Where it stands now, in the contract's words. */
  readonly state: string;
  readonly scenario: ScenarioName;
  /** The asset that its video is, or will be. */
  readonly asset_id: string;
  /** The name of that asset; for one that was asked for without a name, the task's id. */
  readonly asset_name: string;
  /** The project in which it was created. */
  readonly project_id?: string;
  /** The `X-App-UserId` with which it was created. */
  readonly app_user_id?: string;
  /** The body of the request that created it; a task that a test put in has none. */
  readonly request?: Readonly<Record<string, unknown>>;
}

/** What tests do with the tasks of a sandbox. */
export interface Tasks {
  /** Adds a task that begins now, and gives its id. Throws a `RangeError` for an operation that shows no task and for what is no duration. */
  add(task?: NewTask): string;
  /** All tasks, in the order in which they were made; the first is the page's own example. */
  all(): readonly TaskRecord[];
  /** How many requests to create a task were accepted, by the name of their asset: what would have been paid for. */
  createCount(): ReadonlyMap<string, number>;
}

/** A test's view of the tasks. */
export function ledgerOf(contract: Contract, tasks: TaskStore, now: () => number): Tasks {
  return {
    add: tasks.add,
    all: () => tasks.all().map((task) => recordOf(contract, task, now())),
    createCount: () => {
      const counts = new Map<string, number>();
      for (const task of tasks.all()) {
        const name = assetNameOf(contract, task);
        if (task.request !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      return counts;
    },
  };
}

function recordOf(contract: Contract, task: Task, moment: number): TaskRecord {
  const { id, assetId, owner, request, scenarioName } = task;
  return {
    job_id: id,
    state: wordOf(task, moment),
    scenario: scenarioName,
    asset_id: assetId,
    asset_name: assetNameOf(contract, task),
    ...(owner.project !== undefined && { project_id: owner.project }),
    ...(owner.appUser !== undefined && { app_user_id: owner.appUser }),
    ...(request !== undefined && { request }),
  };
}
