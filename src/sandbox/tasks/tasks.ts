import type { Operation } from "../../core/operation.js";
import type { Duration } from "../duration.js";
import { createRandom } from "../random.js";
import { isRecord } from "../response.js";
import { type Phase, phaseAt, type Scenario, type ScenarioName, scenarioOf, scenarios } from "./scenarios.js";

type Values = Readonly<Record<string, unknown>>;

/** A task as a test puts it into the sandbox; everything may be left out. */
export interface NewTask {
  /** By default one made from the seed. */
  readonly job_id?: string;
  /** By default the one that the id begins with, else the sandbox's own. */
  readonly scenario?: ScenarioName;
  /** Phases of its own instead of the scenario's: `[["0s", "waiting"], ["2m", "succeeded"]]`. */
  readonly course?: readonly (readonly [after: Duration, phase: Phase])[];
  /** Properties of its answers that differ from the example's. */
  readonly body?: Values;
  /** The asset that its video becomes; by default one made from the seed. */
  readonly asset_id?: string;
  /** The project that it belongs to; by default it is seen in every one. */
  readonly project_id?: string;
  /** The user of your own application that it belongs to (`X-App-UserId`); by default none. */
  readonly app_user_id?: string;
  /** The operation that shows it, where the contract has several kinds of task; by default the first. */
  readonly operationId?: string;
}

/** Whose a task is. A task of one user is not there for another, nor for requests that name none (facts G-16). */
export interface Owner {
  /** Of a task: absent where every project sees it. */
  readonly project?: string | undefined;
  readonly appUser?: string | undefined;
}

/** One task. */
export interface Task {
  readonly id: string;
  readonly operation: Operation;
  readonly owner: Owner;
  /** The asset that its video becomes. */
  readonly assetId: string;
  /** Milliseconds since 1970, virtual. */
  readonly created: number;
  readonly scenarioName: ScenarioName;
  readonly scenario: Scenario;
  readonly course: Scenario["course"];
  /** When somebody took it out of the queue. */
  readonly canceled?: number;
  /** The body of the request that created it; a task that was put in has none. */
  readonly request?: Values;
  readonly body: Values;
}

/** The tasks of a sandbox, for those who answer requests. */
export interface TaskStore {
  /** Adds a task that begins now, and gives its id. Throws a `RangeError` for an operation that shows no task and for what is no duration. */
  add(task?: NewTask): string;
  /** Carries a request to create a task out; it begins now. */
  create(show: Operation, request: Values, owner: Owner, scenario?: ScenarioName): Task;
  /** Takes a task out of the queue at a moment; whether it may be is for the caller to know. */
  cancel(task: Task, moment: number): void;
  /** A task of somebody's by its id. An id that begins with the name of a scenario is a task from when it is first asked for. */
  find(show: Operation, id: string, owner: Owner): Task | undefined;
  /** The task whose video is this asset; with an owner, only where it is theirs: a link is its own permission. */
  taskOfAsset(assetId: string, owner?: Owner): Task | undefined;
  /** All tasks, in the order in which they were added; with an owner, theirs. */
  all(owner?: Owner): readonly Task[];
}

export interface TaskStoreOptions {
  readonly operations: readonly Operation[];
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly now: () => number;
}

/** Tasks, each a pure function of its age and of when it was canceled. */
export function createTaskStore({ operations, scenario: usual, seed, now }: TaskStoreOptions): TaskStore {
  const tasks = new Map<string, Task & { canceled?: number }>();
  const byAsset = new Map<string, Task>();
  const random = createRandom(seed, "tasks");
  const put = (operation: Operation, id: string, owner: Owner, task: NewTask & Pick<Task, "request">): Task => {
    const scenarioName = task.scenario ?? scenarioOf(id) ?? usual;
    const scenario: Scenario = scenarios[scenarioName];
    const course = task.course ?? scenario.course;
    phaseAt(course, 0);
    const { request, body = {} } = task;
    const result = body[operation.waiter?.result ?? ""];
    const named = task.asset_id ?? (isRecord(result) ? result["asset_id"] : undefined);
    const assetId = typeof named === "string" ? named : createRandom(seed, `asset:${keyOf(id, owner)}`).hex(32);
    const made = { id, operation, owner, assetId, created: now(), scenarioName, scenario, course, body, ...(request && { request }) };
    tasks.set(keyOf(id, owner), made);
    byAsset.set(assetId, made);
    return made;
  };
  return {
    add: (task = {}) => {
      const operation = operations.find(({ waiter, operationId }) => waiter && operationId === (task.operationId ?? operationId));
      if (operation === undefined) throw new RangeError(`no operation ${task.operationId ?? ""} with x-waiter in the contract`);
      return put(operation, task.job_id ?? random.uuid(), { project: task.project_id, appUser: task.app_user_id }, task).id;
    },
    create: (show, request, owner, scenario) => put(show, random.uuid(), owner, { request, ...(scenario && { scenario }) }),
    cancel: ({ id, owner }, moment) => {
      const task = tasks.get(keyOf(id, owner));
      if (task !== undefined) task.canceled = moment;
    },
    find: (show, id, owner) => {
      const known = tasks.get(keyOf(id, owner)) ?? tasks.get(keyOf(id, { appUser: owner.appUser }));
      if (known !== undefined) return known.operation.operationId === show.operationId ? known : undefined;
      return scenarioOf(id) === undefined ? undefined : put(show, id, owner, {});
    },
    taskOfAsset: (assetId, owner) => {
      const task = byAsset.get(assetId);
      return task !== undefined && (owner === undefined || belongs(task, owner)) ? task : undefined;
    },
    all: (owner) => [...tasks.values()].filter((task) => owner === undefined || belongs(task, owner)),
  };
}

/** The phase of a task at a moment. */
export function phaseOf(task: Task, moment: number): { readonly phase: Phase; readonly since: number } {
  if (task.canceled !== undefined && task.canceled <= moment) return { phase: "canceled", since: task.canceled };
  const { phase, since } = phaseAt(task.course, moment - task.created);
  return { phase, since: task.created + since };
}

function belongs({ owner }: Task, { project, appUser }: Owner): boolean {
  return owner.appUser === appUser && (owner.project === undefined || owner.project === project);
}

/** Two users may each have a task of one id: the ids that name scenarios are anybody's. */
function keyOf(id: string, { project, appUser }: Owner): string {
  return JSON.stringify([project, appUser, id]);
}
