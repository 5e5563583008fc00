import type { Show2DDigitalHumanVideoResponse } from "../../generated/types.js";
import type { Operation, Waiter } from "../runtime/operation.js";
import { isRecord } from "./answer.js";
import { type Contract, exampleOf } from "./contract.js";
import { milliseconds } from "./duration.js";
import { mendExample } from "./mend.js";
import type { Phase } from "./scenarios.js";
import { phaseOf, type Task } from "./tasks.js";

/** Properties whose value follows from where a task stands (Table 5). */
const fields = {
  created: "create_time",
  changed: "lastupdate_time",
  started: "start_time",
  ended: "end_time",
  length: "duration",
  error: "error_info",
} as const satisfies Record<string, keyof Show2DDigitalHumanVideoResponse>;

/** A state that no contract lists, for those who want to see what a client makes of it. */
const UNKNOWN_STATE = "ARCHIVING";

/**
 * The body that shows a task at a moment, made from the documented example; `undefined` while there is no such task yet.
 * Properties that come only when a parameter asks for them (`x-includes`) are left out unless it does.
 */
export function showTask(
  contract: Contract,
  task: Task,
  moment: number,
  host: string,
  parameters: Readonly<Record<string, unknown>>,
): Record<string, unknown> | undefined {
  const { operation } = task;
  const { phase, since } = phaseOf(task, moment);
  if (phase === "absent" || operation.waiter === undefined) return undefined;
  const id = { [idProperty(operation)]: task.id };
  if (task.scenario.verbatim) return { ...exampleBody(contract, operation), ...id, ...task.body };

  const { property, result } = operation.waiter;
  const example = mendExample(contract, operation, exampleBody(contract, operation));
  const over = ENDS.includes(phase);
  const started = startOf(task, moment);
  const standing: Record<string, unknown> = {
    ...id,
    [property]: stateOf(phase, operation.waiter),
    [fields.created]: timestamp(task.created),
    [fields.changed]: timestamp(since),
    [fields.started]: started === undefined ? undefined : timestamp(started),
    [fields.ended]: over ? timestamp(since) : undefined,
    [fields.length]: phase === "succeeded" ? example[fields.length] : undefined,
    [fields.error]: phase === "failed" ? exampleOf(contract, operation, "500") : example[fields.error],
    [result]: phase === "succeeded" ? example[result] : undefined,
  };
  const known = Object.entries(standing).filter(([name]) => Object.hasOwn(example, name));
  const hidden = operation.parameters.filter(({ name }) => parameters[name] !== true).flatMap(({ includes }) => includes ?? []);
  const all = Object.entries({ ...example, ...Object.fromEntries(known), ...task.body });
  return atHost(Object.fromEntries(all.filter(([name]) => !hidden.includes(name))), host);
}

/** Name of the property, and of the path parameter, that holds the id of an operation's task: the last one of its path. */
export function idProperty(operation: Operation): string {
  return operation.path.match(/\{([^}]+)\}$/)?.[1] ?? "";
}

/** The documented example of a task that is done. */
export function exampleBody(contract: Contract, operation: Operation): Record<string, unknown> {
  const example = contract.examples[operation.operationId]?.["200"];
  return isRecord(example) ? example : {};
}

/** What a task does not come back from; whether it does from being frozen is not documented. */
const ENDS: readonly Phase[] = ["succeeded", "failed", "canceled"];

/** The contract's word for a phase: of the pending states the first is for waiting and the last for working. */
function stateOf(phase: Phase, waiter: Waiter): string {
  const words: Record<Exclude<Phase, "absent" | "unknown">, string | undefined> = {
    waiting: waiter.pending[0],
    working: waiter.pending.at(-1),
    succeeded: waiter.succeeded[0],
    failed: waiter.failed[0],
    canceled: waiter.canceled[0],
    blocked: waiter.blocked[0],
  };
  return phase === "absent" || phase === "unknown" ? UNKNOWN_STATE : (words[phase] ?? UNKNOWN_STATE);
}

/** When work on a task began, if it has. */
function startOf(task: Task, moment: number): number | undefined {
  const began = task.course.find(([after, phase]) => phase === "working" && task.created + milliseconds(after) <= moment);
  return began === undefined ? undefined : task.created + milliseconds(began[0]);
}

/** The form of the page's example: UTC, whole seconds (facts G-9). */
function timestamp(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

/** Puts a host in the place that the example's links leave open. */
function atHost(body: Record<string, unknown>, host: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(body).replaceAll("{endpoint}", host));
}
