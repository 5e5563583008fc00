import { isObject, type Obj } from "../../core/json-equal.js";
import type { Operation } from "../../core/operation.js";
import type { Duration } from "../clock.js";
import { idProperty } from "../contract.js";
import { createRandom } from "../random.js";

import { matchScenario, type Phase, phaseAt, type Scenario, type ScenarioName, scenarios } from "./scenarios.js";

/** Options of a task that a test adds to the sandbox. */
export interface NewTask {
  /** By default generated from the seed. */
  readonly job_id?: string;
  /** By default the scenario that the job ID selects with its prefix, or else that of the sandbox. */
  readonly scenario?: ScenarioName;
  /** Phases that replace those of the scenario: `[["0s", "waiting"], ["2m", "succeeded"]]`. */
  readonly timeline?: readonly (readonly [after: Duration, phase: Phase])[];
  /** Response properties that replace those of the documented example. */
  readonly body?: Obj;
  /** Asset ID of the video; by default generated from the seed. */
  readonly asset_id?: string;
  /** Project of the task; by default it is visible in every project. */
  readonly project_id?: string;
  /** Your application's user (`X-App-UserId`) that owns the task; by default none. */
  readonly app_user_id?: string;
}

/** Owner of a task or of a request. A task of a user is not visible to other users or to requests without a user. Source: docs/sources.md. */
export interface Owner {
  /** Absent for tasks that are visible in every project. */
  readonly project?: string | undefined;
  readonly appUser?: string | undefined;
}

/** A task. Times are milliseconds since 1970 in virtual time. */
export interface Task {
  readonly id: string;
  readonly operation: Operation;
  readonly owner: Owner;
  /** Asset ID of the video. */
  readonly assetId: string;
  readonly created: number;
  readonly scenarioName: ScenarioName;
  readonly scenario: Scenario;
  readonly timeline: Scenario["timeline"];
  /** When a cancel request was accepted. */
  readonly canceled?: number;
  /** Body of the request that created the task; absent for tasks added by tests. */
  readonly request?: Obj;
  /** The saved script that the request names, if the sandbox has it. */
  readonly savedScript?: Obj;
  /** Response properties that replace those of the documented example. */
  readonly body: Obj;
}

export interface TaskStoreOptions {
  /** The operation that shows a task (`x-role: show`). */
  readonly show: Operation | undefined;
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly now: () => number;
}

export type TaskStore = ReturnType<typeof createTaskStore>;

/** Creates the store of the tasks of a sandbox. The phase of a task is a pure function of its age and its cancellation. */
export function createTaskStore({ show, scenario: defaultScenario, seed, now }: TaskStoreOptions) {
  const tasks = new Map<string, Task & { canceled?: number }>();
  const byAsset = new Map<string, Task>();
  const random = createRandom(seed, "tasks");
  const insert = (id: string, owner: Owner, options: NewTask & Pick<Task, "request" | "savedScript">): Task => {
    if (show === undefined) throw new RangeError("the contract has no operation with x-role: show");
    const scenarioName = options.scenario ?? matchScenario(id) ?? defaultScenario;
    const scenario: Scenario = scenarios[scenarioName];
    const timeline = options.timeline ?? scenario.timeline;
    // Throws for an invalid duration.
    phaseAt(timeline, 0);
    const { request, savedScript, body = {} } = options;
    const result = body[show.waiter?.result ?? ""];
    const givenAssetId = options.asset_id ?? (isObject(result) ? result["asset_id"] : undefined);
    const assetId = typeof givenAssetId === "string" ? givenAssetId : createRandom(seed, `asset:${taskKey(id, owner)}`).hex(32);
    const parts = { id, operation: show, owner, assetId, scenarioName, scenario, timeline, body };
    const task = { ...parts, created: now(), ...(request && { request }), ...(savedScript && { savedScript }) };
    tasks.set(taskKey(id, owner), task);
    byAsset.set(assetId, task);
    return task;
  };
  return {
    /** Name of the ID of a task, in paths and responses; empty if the contract has no tasks. */
    idProperty: show === undefined ? "" : idProperty(show),
    /**
     * Adds a task, created at the current virtual time, and returns its ID. Throws a `RangeError` if the contract has no
     * operation that shows tasks, or if a duration is invalid.
     */
    add: (task: NewTask = {}): string =>
      insert(task.job_id ?? random.uuid(), { project: task.project_id, appUser: task.app_user_id }, task).id,
    /** Creates a task from a create request. */
    create: (request: Obj, owner: Owner, options: Pick<NewTask, "scenario"> & Pick<Task, "savedScript"> = {}): Task =>
      insert(random.uuid(), owner, { request, ...options }),
    /** Cancels a task. The caller checks that it is waiting. */
    cancel: ({ id, owner }: Task, time: number): void => {
      const task = tasks.get(taskKey(id, owner));
      if (task !== undefined) task.canceled = time;
    },
    /** Finds a task of an owner by ID. An unknown ID that starts with the name of a scenario creates a task. */
    find: (id: string, owner: Owner): Task | undefined => {
      const task = tasks.get(taskKey(id, owner)) ?? tasks.get(taskKey(id, { appUser: owner.appUser }));
      if (task !== undefined) return task;
      return matchScenario(id) === undefined ? undefined : insert(id, owner, {});
    },
    /** Finds a task by the asset ID of its video. Without an owner, permission is not checked, since signed URLs grant access. */
    taskOfAsset: (assetId: string, owner?: Owner): Task | undefined => {
      const task = byAsset.get(assetId);
      return task !== undefined && (owner === undefined || isVisibleTo(task, owner)) ? task : undefined;
    },
    /** Returns the tasks in order of creation; with an owner, only those visible to the owner. */
    all: (owner?: Owner): readonly Task[] => [...tasks.values()].filter((task) => owner === undefined || isVisibleTo(task, owner)),
  };
}

/** Returns the phase of a task at a point in time, and when that phase began. */
export function phaseOf(task: Task, time: number): { readonly phase: Phase; readonly since: number } {
  if (task.canceled !== undefined && task.canceled <= time) return { phase: "canceled", since: task.canceled };
  const { phase, since } = phaseAt(task.timeline, time - task.created);
  return { phase, since: task.created + since };
}

/** Whether a task or a resource is visible to an owner. */
export function isVisibleTo({ owner }: { readonly owner: Owner }, { project, appUser }: Owner): boolean {
  return owner.appUser === appUser && (owner.project === undefined || owner.project === project);
}

/** Includes the owner, since several users can have tasks with the same scenario ID. */
function taskKey(id: string, { project, appUser }: Owner): string {
  return JSON.stringify([project, appUser, id]);
}
