import type { Contract } from "../contract.js";
import type { ScenarioName } from "./scenarios.js";
import { assetNameOf, taskState } from "./serialize-task.js";
import type { NewTask, Task, TaskStore } from "./tasks.js";

/** A task of a sandbox, as seen by a test. */
export interface TaskRecord {
  readonly job_id: string;
  /** Current state, as defined by the contract. */
  readonly state: string;
  readonly scenario: ScenarioName;
  /** Asset ID of the video, assigned before the video is finished. */
  readonly asset_id: string;
  /** Name of the video; the task ID if the request does not specify a name. */
  readonly asset_name: string;
  /** Project in which the task was created. */
  readonly project_id?: string;
  /** `X-App-UserId` of the request that created the task. */
  readonly app_user_id?: string;
  /** Body of the request that created the task; absent for tasks added with `tasks.add`. */
  readonly request?: Readonly<Record<string, unknown>>;
}

/** Adds and inspects the tasks of a sandbox. */
export interface SandboxTasks {
  /**
   * Adds a task, created at the current virtual time, and returns its ID. Throws a `RangeError` if the operation does not show
   * tasks or if a duration is invalid.
   */
  add(task?: NewTask): string;
  /** Returns all tasks in order of creation; the first is the example of the API documentation. */
  all(): readonly TaskRecord[];
  /** Returns the number of accepted create requests by asset name; the service would bill each of them. */
  createCount(): ReadonlyMap<string, number>;
}

export function createTaskInspector(contract: Contract, tasks: TaskStore, now: () => number): SandboxTasks {
  return {
    add: tasks.add,
    all: () => tasks.all().map((task) => toTaskRecord(contract, task, now())),
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

function toTaskRecord(contract: Contract, task: Task, time: number): TaskRecord {
  const { id, assetId, owner, request, scenarioName } = task;
  return {
    job_id: id,
    state: taskState(task, time),
    scenario: scenarioName,
    asset_id: assetId,
    asset_name: assetNameOf(contract, task),
    ...(owner.project !== undefined && { project_id: owner.project }),
    ...(owner.appUser !== undefined && { app_user_id: owner.appUser }),
    ...(request !== undefined && { request }),
  };
}
