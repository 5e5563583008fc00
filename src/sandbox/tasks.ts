import type { Operation } from "../runtime/operation.js";
import type { Duration } from "./duration.js";
import { createRandom } from "./random.js";
import { type Phase, phaseAt, type Scenario, type ScenarioName, scenarioOfId, scenarios } from "./scenarios.js";

/** A task as a test puts it into the sandbox; everything may be left out. */
export interface NewTask {
  /** By default one made from the seed. */
  readonly job_id?: string;
  /** By default the one that the id begins with, else the sandbox's own. */
  readonly scenario?: ScenarioName;
  /** Phases of its own instead of the scenario's: `[["0s", "waiting"], ["2m", "succeeded"]]`. */
  readonly course?: readonly (readonly [after: Duration, phase: Phase])[];
  /** Properties of its answers that differ from the example's. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** The operation that shows it, where the contract has several kinds of task; by default the first. */
  readonly operationId?: string;
}

/** One task. */
export interface Task {
  readonly id: string;
  readonly operation: Operation;
  /** Milliseconds since 1970, virtual. */
  readonly created: number;
  readonly scenario: Scenario;
  readonly course: Scenario["course"];
  readonly body: Readonly<Record<string, unknown>>;
}

/** What tests do with the tasks of a sandbox. */
export interface Tasks {
  /** Adds a task that begins now, and gives its id. Throws a `RangeError` for an operation that shows no task and for what is no duration. */
  add(task?: NewTask): string;
}

/** The tasks of a sandbox, for those who answer requests. */
export interface TaskStore extends Tasks {
  /** A task by its id. An id that begins with the name of a scenario is a task from when it is first asked for. */
  find(operation: Operation, id: string): Task | undefined;
  /** All tasks, in the order in which they were added. */
  all(): readonly Task[];
}

export interface TaskStoreOptions {
  readonly operations: readonly Operation[];
  readonly scenario: ScenarioName;
  readonly seed: number;
  readonly now: () => number;
}

/** Tasks, each a pure function of its age. */
export function createTaskStore({ operations, scenario: usual, seed, now }: TaskStoreOptions): TaskStore {
  const tasks = new Map<string, Task>();
  const random = createRandom(seed, "tasks");
  const put = (operation: Operation, id: string, task: NewTask): Task => {
    const scenario: Scenario = scenarios[task.scenario ?? scenarioOfId(id) ?? usual];
    phaseAt(task.course ?? [], 0);
    const made = { id, operation, created: now(), scenario, course: task.course ?? scenario.course, body: task.body ?? {} };
    tasks.set(id, made);
    return made;
  };
  return {
    add: (task = {}) => {
      const operation = operations.find(({ waiter, operationId }) => waiter && operationId === (task.operationId ?? operationId));
      if (operation === undefined) throw new RangeError(`no operation ${task.operationId ?? ""} with x-waiter in the contract`);
      return put(operation, task.job_id ?? random.uuid(), task).id;
    },
    find: (operation, id) => {
      const known = tasks.get(id);
      if (known !== undefined) return known.operation.operationId === operation.operationId ? known : undefined;
      return scenarioOfId(id) === undefined ? undefined : put(operation, id, {});
    },
    all: () => [...tasks.values()],
  };
}

/** The phase of a task at a moment. */
export function phaseOf(task: Task, moment: number): { readonly phase: Phase; readonly since: number } {
  const { phase, since } = phaseAt(task.course, moment - task.created);
  return { phase, since: task.created + since };
}
