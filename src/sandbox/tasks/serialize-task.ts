import type { OutputAssetInfo, Show2DDigitalHumanVideoResponse } from "../../../generated/types.js";
import type { Waiter } from "../../core/operation.js";
import { type Contract, exampleOf } from "../contract.js";
import { milliseconds } from "../duration.js";
import { coverUrl } from "../files/signed-urls.js";
import { isRecord } from "../response.js";
import { secondsOf } from "./estimate-duration.js";
import { fixExample } from "./fix-example.js";
import { exampleBody, idProperty } from "./operation-roles.js";
import type { Phase } from "./scenarios.js";
import { phaseOf, type Task } from "./tasks.js";

export { exampleBody } from "./operation-roles.js";

type Values = Readonly<Record<string, unknown>>;

/** Properties whose value follows from where a task stands (Table 5). */
const fields = {
  created: "create_time",
  changed: "lastupdate_time",
  started: "start_time",
  ended: "end_time",
  length: "duration",
  error: "error_info",
  script: "script_id",
} as const satisfies Record<string, keyof Show2DDigitalHumanVideoResponse>;

/** Properties of the video that differ from task to task (Table 6). */
const assetFields = { id: "asset_id", name: "asset_name", cover: "cover_url" } as const satisfies Record<string, keyof OutputAssetInfo>;

/** A state that no contract lists, for those who want to see what a client makes of it. */
const UNKNOWN_STATE = "ARCHIVING";

/** What is known of a task at a moment. */
export interface Facts {
  /** What it says of itself, its script included. */
  readonly said: Values;
  /** Its video, whether or not it is there yet. */
  readonly asset: Values | undefined;
}

/**
 * The body that shows a task at a moment, made from the documented example and from what was asked for; `undefined` while
 * there is no such task yet. Properties that come only when a parameter asks for them (`x-includes`) are left out unless it does.
 */
export function showTask(
  contract: Contract,
  task: Task,
  moment: number,
  host: string,
  parameters: Values,
): Record<string, unknown> | undefined {
  const facts = factsOf(contract, task, moment);
  if (facts === undefined) return undefined;
  if (task.scenario.verbatim) return { ...facts.said };
  const { operation } = task;
  const hidden = operation.parameters.filter(({ name }) => parameters[name] !== true).flatMap(({ includes }) => includes ?? []);
  const shown = Object.fromEntries(Object.entries(facts.said).filter(([name]) => !hidden.includes(name)));
  const asset = shown[operation.waiter?.result ?? ""];
  const link = assetFields.cover;
  if (isRecord(asset) && asset === facts.asset && Object.hasOwn(asset, link))
    shown[operation.waiter?.result ?? ""] = { ...asset, [link]: coverUrl(task, host, moment) };
  return atHost(shown, host);
}

/** What is known of a task at a moment; `undefined` while there is no such task yet. */
export function factsOf(contract: Contract, task: Task, moment: number): Facts | undefined {
  const { operation, request } = task;
  const { waiter } = operation;
  const { phase, since } = phaseOf(task, moment);
  if (phase === "absent" || waiter === undefined) return undefined;
  const page = exampleBody(contract, operation);
  const id = { [idProperty(operation)]: task.id };
  if (task.scenario.verbatim) {
    const asset = assetOf(contract, task, page);
    const said = { ...page, ...id, ...(asset && { [waiter.result]: asset }), ...task.body };
    return { said, asset };
  }
  const example = fixExample(contract, operation, page);
  const asset = assetOf(contract, task, example);
  const script = scriptOf(task, example);
  const started = startOf(task, moment);
  const ahead = milliseconds(task.scenario.skew ?? 0);
  const told = (at: number): string => timestamp(at + ahead);
  const standing: Values = {
    ...id,
    [waiter.property]: stateOf(phase, waiter),
    [fields.created]: told(task.created),
    [fields.changed]: told(since),
    [fields.started]: started === undefined ? undefined : told(started),
    [fields.ended]: ENDS.includes(phase) ? told(since) : undefined,
    [fields.length]: phase !== "succeeded" ? undefined : request === undefined ? example[fields.length] : secondsOf(script),
    [fields.error]: phase === "failed" ? exampleOf(contract, operation, "500") : example[fields.error],
    [waiter.result]: phase === "succeeded" ? asset : undefined,
  };
  const known = Object.entries(standing).filter(([name]) => Object.hasOwn(example, name));
  const all = Object.entries({ ...example, ...Object.fromEntries(known), ...script, ...task.body });
  return { said: Object.fromEntries(all.filter(([, value]) => value !== undefined)), asset };
}

/** The contract's word for where a task stands. */
export function wordOf(task: Task, moment: number): string {
  const { waiter } = task.operation;
  return waiter === undefined ? UNKNOWN_STATE : stateOf(phaseOf(task, moment).phase, waiter);
}

/** The name that the video of a task has or will have: the one asked for, without one the task's id. */
export function assetNameOf(contract: Contract, task: Task): string {
  const result = task.operation.waiter?.result ?? "";
  const holder = task.body[result] ?? (task.request ?? exampleBody(contract, task.operation))[result];
  const name = isRecord(holder) ? holder[assetFields.name] : undefined;
  return typeof name === "string" && name !== "" ? name : task.id;
}

/**
 * What the script of a task says: what was asked for, and where a saved script stands in for what was left out, the
 * documented example's; that is what a task that was put in without a request has.
 */
function scriptOf({ operation, request }: Task, example: Values): Values {
  if (request === undefined) return {};
  const names = operation.parameters.flatMap(({ includes }) => includes ?? []);
  const saved = request[fields.script] === undefined ? {} : example;
  return Object.fromEntries(names.map((name) => [name, request[name] ?? saved[name]]));
}

/** The video of a task, as the documented example has one. */
function assetOf(contract: Contract, task: Task, example: Values): Values | undefined {
  const asset = example[task.operation.waiter?.result ?? ""];
  if (!isRecord(asset)) return undefined;
  const own: Values = { [assetFields.id]: task.assetId, [assetFields.name]: assetNameOf(contract, task) };
  return { ...asset, ...Object.fromEntries(Object.entries(own).filter(([name]) => Object.hasOwn(asset, name))) };
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
  const until = Math.min(moment, task.canceled ?? moment);
  const began = task.course.find(([after, phase]) => phase === "working" && task.created + milliseconds(after) <= until);
  return began === undefined ? undefined : task.created + milliseconds(began[0]);
}

/** The form of the page's example: UTC, whole seconds (facts G-9). */
function timestamp(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}

/** Puts a host in the place that the example's links leave open. */
function atHost(body: Values, host: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(body).replaceAll("{endpoint}", host));
}
