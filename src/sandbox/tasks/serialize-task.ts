import type { Create2DDigitalHumanVideoReq, OutputAssetInfo, Show2DDigitalHumanVideoResponse } from "../../../generated/types.js";
import { isObject, type Obj } from "../../core/json-equal.js";
import type { Operation, Waiter } from "../../core/operation.js";
import { parsePointer } from "../../core/pointer.js";
import { estimate } from "../../videos/estimate.js";
import { formatTime, milliseconds } from "../clock.js";
import { type Contract, exampleBody, exampleOf, idProperty } from "../contract.js";

import type { Phase } from "./scenarios.js";
import { coverUrl } from "./signed-urls.js";
import { phaseOf, type Task } from "./tasks.js";

type TaskProperty = keyof Show2DDigitalHumanVideoResponse;
type AssetProperty = keyof OutputAssetInfo;

/** An undocumented state, to test how clients handle one. */
const UNKNOWN_STATE = "ARCHIVING";

/** The data of a task at a point in time. */
export interface TaskSnapshot {
  /** Properties of the response body, including the script. */
  readonly properties: Obj;
  /** The video, including one that is not finished. */
  readonly asset: Obj | undefined;
}

/**
 * Creates the response body of a task from the documented example and the create request; `undefined` if the task does not exist
 * at that time. Properties that require a parameter (`x-includes`) are omitted unless the parameter is true.
 */
export function serializeTask(contract: Contract, task: Task, time: number, host: string, parameters: Obj): Obj | undefined {
  const snapshot = taskSnapshot(contract, task, time);
  if (snapshot === undefined || task.scenario.verbatim) return snapshot?.properties;
  const { waiter, parameters: own } = task.operation;
  const excluded = own.filter(({ name }) => parameters[name] !== true).flatMap(({ includes }) => includes ?? []);
  const body = Object.fromEntries(Object.entries(snapshot.properties).filter(([name]) => !excluded.includes(name)));
  const { asset } = snapshot;
  if (asset !== undefined && asset === body[waiter?.result ?? ""] && ("cover_url" satisfies AssetProperty) in asset)
    body[waiter?.result ?? ""] = { ...asset, ["cover_url" satisfies AssetProperty]: coverUrl(task, host, time) };
  // the URLs of the example contain a placeholder
  return JSON.parse(JSON.stringify(body).replaceAll("{endpoint}", host));
}

/** Returns the data of a task at a point in time; `undefined` if the task does not exist at that time. */
export function taskSnapshot(contract: Contract, task: Task, time: number): TaskSnapshot | undefined {
  const { operation, request } = task;
  const { waiter } = operation;
  const { phase, since } = phaseOf(task, time);
  if (phase === "absent" || waiter === undefined) return undefined;
  const documented = exampleBody(contract, operation);
  const example = task.scenario.verbatim ? documented : fixExample(contract, operation, documented);
  const id = { [idProperty(operation)]: task.id };
  const asset = assetOf(contract, task, example);
  if (task.scenario.verbatim) return { properties: { ...example, ...id, ...(asset && { [waiter.result]: asset }), ...task.body }, asset };
  const script = scriptOf(task, example);
  const skew = milliseconds(task.scenario.skew ?? 0);
  const timestamp = (value: number | undefined): string | undefined => (value === undefined ? undefined : formatTime(value + skew));
  const duration = request === undefined ? example["duration" satisfies TaskProperty] : estimateDuration(script);
  // properties that depend on the phase (Table 5 of the API documentation)
  const byPhase = {
    create_time: timestamp(task.created),
    lastupdate_time: timestamp(since),
    start_time: timestamp(workStartedAt(task, time)),
    end_time: FINAL_PHASES.includes(phase) ? timestamp(since) : undefined,
    duration: phase === "succeeded" ? duration : undefined,
    error_info: phase === "failed" ? exampleOf(contract, operation, "500") : example["error_info" satisfies TaskProperty],
  } satisfies Partial<Record<TaskProperty, unknown>>;
  const current: Obj = {
    ...id,
    [waiter.property]: stateForPhase(phase, waiter),
    ...byPhase,
    [waiter.result]: phase === "succeeded" ? asset : undefined,
  };
  const documentedOnly = Object.entries(current).filter(([name]) => Object.hasOwn(example, name));
  const all = Object.entries({ ...example, ...Object.fromEntries(documentedOnly), ...script, ...task.body });
  return { properties: Object.fromEntries(all.filter(([, value]) => value !== undefined)), asset };
}

/** Returns the estimated duration of a video in seconds, at least 1. */
export function estimateDuration({ shoot_scripts: scenes, voice_config: voice }: Obj): number {
  const script = { shoot_scripts: Array.isArray(scenes) ? scenes.filter(isObject) : [], ...(isObject(voice) && { voice_config: voice }) };
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
  const name = isObject(container) ? container["asset_name" satisfies AssetProperty] : undefined;
  return typeof name === "string" && name !== "" ? name : task.id;
}

/**
 * Returns the script properties of a task from its request; properties that it lacks are taken from the saved script that it
 * names, or from the documented example if the sandbox does not have that script. A task without a request keeps the example's script.
 */
function scriptOf({ operation, request, savedScript }: Task, example: Obj): Obj {
  if (request === undefined) return {};
  const names = operation.parameters.flatMap(({ includes }) => includes ?? []);
  const saved = request["script_id" satisfies TaskProperty] === undefined ? {} : (savedScript ?? example);
  return Object.fromEntries(names.map((name) => [name, request[name] ?? saved[name]]));
}

/** Creates the video of a task from the documented example. */
function assetOf(contract: Contract, task: Task, example: Obj): Obj | undefined {
  const asset = example[task.operation.waiter?.result ?? ""];
  if (!isObject(asset)) return undefined;
  const overrides = { asset_id: task.assetId, asset_name: assetNameOf(contract, task) } satisfies Partial<Record<AssetProperty, string>>;
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

const fixedExamples = new WeakMap<object, Obj>();

/** Returns a copy of a documented example with the fixes that the contract's rules suggest. */
function fixExample(contract: Contract, operation: Operation, example: Record<string, unknown>): Record<string, unknown> {
  const cached = fixedExamples.get(example);
  if (cached !== undefined) return cached;
  const body = structuredClone(example);
  const check = contract.checks[operation.responses["200"]?.schema ?? ""];
  const fixedPaths = new Set<string>();
  for (const { path, value } of (check?.(example) ?? []).flatMap(({ fixes }) => fixes ?? [])) {
    if (!fixedPaths.has(path)) setValue(body, parsePointer(path), value);
    fixedPaths.add(path);
  }
  fixedExamples.set(example, body);
  return body;
}

/** Sets the value at a JSON pointer; does nothing if its parent does not exist. */
function setValue(root: object, segments: readonly string[], value: unknown): void {
  const get = (parent: unknown, name: string): unknown => (typeof parent === "object" && parent ? Reflect.get(parent, name) : undefined);
  const parent = segments.slice(0, -1).reduce<unknown>(get, root);
  const last = segments.at(-1);
  if (typeof parent === "object" && parent !== null && last !== undefined) Reflect.set(parent, last, value);
}
