import type { Create2DDigitalHumanVideoReq, OutputAssetInfo, Show2DDigitalHumanVideoResponse } from "../../../generated/types.js";
import type { Waiter } from "../../core/operation.js";
import { estimate } from "../../videos/estimate.js";
import { type Contract, exampleBody, exampleOf, idProperty } from "../contract.js";
import { milliseconds } from "../duration.js";
import { isRecord } from "../response.js";
import { fixExample } from "./fix-example.js";
import type { Phase } from "./scenarios.js";
import { coverUrl } from "./signed-urls.js";
import { phaseOf, type Task } from "./tasks.js";

type Values = Readonly<Record<string, unknown>>;

/** Task properties that depend on the phase, and the script ID (Table 5 of the API documentation). */
const TASK_FIELDS = {
  created: "create_time",
  updated: "lastupdate_time",
  started: "start_time",
  ended: "end_time",
  duration: "duration",
  error: "error_info",
  script: "script_id",
} as const satisfies Record<string, keyof Show2DDigitalHumanVideoResponse>;

/** Video properties that differ from task to task (Table 6 of the API documentation). */
const ASSET_FIELDS = { id: "asset_id", name: "asset_name", cover: "cover_url" } as const satisfies Record<string, keyof OutputAssetInfo>;

/** An undocumented state, to test how clients handle one. */
const UNKNOWN_STATE = "ARCHIVING";

/** The data of a task at a point in time. */
export interface TaskSnapshot {
  /** Properties of the response body, including the script. */
  readonly properties: Values;
  /** The video, including one that is not finished. */
  readonly asset: Values | undefined;
}

/**
 * Creates the response body of a task from the documented example and the create request; `undefined` if the task does not exist
 * at that time. Properties that require a parameter (`x-includes`) are omitted unless the parameter is true.
 */
export function serializeTask(
  contract: Contract,
  task: Task,
  time: number,
  host: string,
  parameters: Values,
): Record<string, unknown> | undefined {
  const snapshot = taskSnapshot(contract, task, time);
  if (snapshot === undefined) return undefined;
  if (task.scenario.verbatim) return { ...snapshot.properties };
  const { operation } = task;
  const excluded = operation.parameters.filter(({ name }) => parameters[name] !== true).flatMap(({ includes }) => includes ?? []);
  const body = Object.fromEntries(Object.entries(snapshot.properties).filter(([name]) => !excluded.includes(name)));
  const asset = body[operation.waiter?.result ?? ""];
  if (isRecord(asset) && asset === snapshot.asset && Object.hasOwn(asset, ASSET_FIELDS.cover))
    body[operation.waiter?.result ?? ""] = { ...asset, [ASSET_FIELDS.cover]: coverUrl(task, host, time) };
  return replaceEndpoint(body, host);
}

/** Returns the data of a task at a point in time; `undefined` if the task does not exist at that time. */
export function taskSnapshot(contract: Contract, task: Task, time: number): TaskSnapshot | undefined {
  const { operation, request } = task;
  const { waiter } = operation;
  const { phase, since } = phaseOf(task, time);
  if (phase === "absent" || waiter === undefined) return undefined;
  const documented = exampleBody(contract, operation);
  const id = { [idProperty(operation)]: task.id };
  if (task.scenario.verbatim) {
    const asset = assetOf(contract, task, documented);
    const properties = { ...documented, ...id, ...(asset && { [waiter.result]: asset }), ...task.body };
    return { properties, asset };
  }
  const example = fixExample(contract, operation, documented);
  const asset = assetOf(contract, task, example);
  const script = scriptOf(task, example);
  const started = workStartedAt(task, time);
  const skew = milliseconds(task.scenario.skew ?? 0);
  const timestamp = (value: number): string => formatTimestamp(value + skew);
  const duration = request === undefined ? example[TASK_FIELDS.duration] : estimateDuration(script);
  const current: Values = {
    ...id,
    [waiter.property]: stateForPhase(phase, waiter),
    [TASK_FIELDS.created]: timestamp(task.created),
    [TASK_FIELDS.updated]: timestamp(since),
    [TASK_FIELDS.started]: started === undefined ? undefined : timestamp(started),
    [TASK_FIELDS.ended]: FINAL_PHASES.includes(phase) ? timestamp(since) : undefined,
    [TASK_FIELDS.duration]: phase === "succeeded" ? duration : undefined,
    [TASK_FIELDS.error]: phase === "failed" ? exampleOf(contract, operation, "500") : example[TASK_FIELDS.error],
    [waiter.result]: phase === "succeeded" ? asset : undefined,
  };
  const documentedOnly = Object.entries(current).filter(([name]) => Object.hasOwn(example, name));
  const all = Object.entries({ ...example, ...Object.fromEntries(documentedOnly), ...script, ...task.body });
  return { properties: Object.fromEntries(all.filter(([, value]) => value !== undefined)), asset };
}

/** Returns the estimated duration of a video in seconds, at least 1. */
export function estimateDuration({ shoot_scripts: scenes, voice_config: voice }: Values): number {
  const script = { shoot_scripts: Array.isArray(scenes) ? scenes.filter(isRecord) : [], ...(isRecord(voice) && { voice_config: voice }) };
  return Math.max(1, estimate(script as unknown as Create2DDigitalHumanVideoReq).seconds ?? 0);
}

/** Returns the state of a task, as defined by the contract. */
export function taskState(task: Task, time: number): string {
  const { waiter } = task.operation;
  return waiter === undefined ? UNKNOWN_STATE : stateForPhase(phaseOf(task, time).phase, waiter);
}

/** Returns the name of a task's video: the requested name, or else the task ID. */
export function assetNameOf(contract: Contract, task: Task): string {
  const result = task.operation.waiter?.result ?? "";
  const container = task.body[result] ?? (task.request ?? exampleBody(contract, task.operation))[result];
  const name = isRecord(container) ? container[ASSET_FIELDS.name] : undefined;
  return typeof name === "string" && name !== "" ? name : task.id;
}

/**
 * Returns the script properties of a task from its request; properties that it lacks are taken from the saved script that it
 * names, or from the documented example if the sandbox does not have that script. A task without a request keeps the example's script.
 */
function scriptOf({ operation, request, savedScript }: Task, example: Values): Values {
  if (request === undefined) return {};
  const names = operation.parameters.flatMap(({ includes }) => includes ?? []);
  const saved = request[TASK_FIELDS.script] === undefined ? {} : (savedScript ?? example);
  return Object.fromEntries(names.map((name) => [name, request[name] ?? saved[name]]));
}

/** Creates the video of a task from the documented example. */
function assetOf(contract: Contract, task: Task, example: Values): Values | undefined {
  const asset = example[task.operation.waiter?.result ?? ""];
  if (!isRecord(asset)) return undefined;
  const overrides: Values = { [ASSET_FIELDS.id]: task.assetId, [ASSET_FIELDS.name]: assetNameOf(contract, task) };
  return { ...asset, ...Object.fromEntries(Object.entries(overrides).filter(([name]) => Object.hasOwn(asset, name))) };
}

/** Phases that set `end_time`. Whether a frozen task can resume is not documented, so `blocked` is not final. */
const FINAL_PHASES: readonly Phase[] = ["succeeded", "failed", "canceled"];

/** Maps a phase to a state of the contract: the first pending state means waiting, the last one working. */
function stateForPhase(phase: Phase, waiter: Waiter): string {
  const states: Record<Exclude<Phase, "absent" | "unknown">, string | undefined> = {
    waiting: waiter.pending[0],
    working: waiter.pending.at(-1),
    succeeded: waiter.succeeded[0],
    failed: waiter.failed[0],
    canceled: waiter.canceled[0],
    blocked: waiter.blocked[0],
  };
  return phase === "absent" || phase === "unknown" ? UNKNOWN_STATE : (states[phase] ?? UNKNOWN_STATE);
}

/** Returns when processing of a task started, or `undefined` if it has not. */
function workStartedAt(task: Task, time: number): number | undefined {
  const until = Math.min(time, task.canceled ?? time);
  const step = task.timeline.find(([after, phase]) => phase === "working" && task.created + milliseconds(after) <= until);
  return step === undefined ? undefined : task.created + milliseconds(step[0]);
}

/** Formats a time like the documented example: UTC, in whole seconds. */
function formatTimestamp(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Replaces the placeholder `{endpoint}` in the URLs of the example. */
function replaceEndpoint(body: Values, host: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(body).replaceAll("{endpoint}", host));
}
