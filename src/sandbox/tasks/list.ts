import type { Operation } from "../../core/operation.js";
import { type Contract, exampleBody } from "../contract.js";
import { milliseconds } from "../duration.js";
import type { RequestContext } from "../request-context.js";
import { isRecord } from "../response.js";
import { serializeTask, taskSnapshot } from "./serialize-task.js";
import type { Task, TaskStore } from "./tasks.js";

type Values = Readonly<Record<string, unknown>>;

/** Without a time range, only tasks of the last month are listed, taken as 30 days. Source: docs/sources.md. */
const DEFAULT_RANGE_MS = milliseconds("720h");

/**
 * Lists the tasks of the request's owner: the requested page, and the total number of matching tasks. A parameter filters by the
 * property of the same name, of the task or of its video. An invalid time matches no task. Source: docs/sources.md.
 */
export function listTasks(context: RequestContext, parameters: Values, tasks: TaskStore): Record<string, unknown> {
  const { contract, operation, owner, now } = context;
  const query: Values = { ...defaultParameters(operation), ...parameters };
  const minCreated = earliestCreation(operation, parameters, now);
  const { name = "jobs", example = {} } = findTaskList(exampleBody(contract, operation)) ?? {};
  const ids = Array.isArray(query["job_ids"]) ? new Set<unknown>(query["job_ids"]) : undefined;
  const matches = tasks
    .all(owner)
    .filter(({ id, created }) => created >= minCreated && (ids === undefined || ids.has(id)))
    .flatMap((task) => {
      const candidate = createCandidate(context, task, example);
      return candidate !== undefined && matchesFilters(candidate, query, task.operation) ? [{ task, ...candidate }] : [];
    });
  sort(matches, query);
  const offset = Number(query["offset"] ?? 0);
  const limit = Number(query["limit"] ?? matches.length);
  const page = matches.slice(offset, offset + limit).map(({ task, added }) => serializeEntry(context, task, added));
  return { [countProperty(contract, operation)]: matches.length, [name]: page };
}

/** A task with the values that filters compare. */
interface Candidate {
  /** Properties of the task and its video, including a video that is not finished. */
  readonly values: Values;
  /** Names of all properties that a task can have, so that filters on absent properties apply. */
  readonly names: ReadonlySet<string>;
  /** Properties that only list entries have. */
  readonly added: Values;
}

function createCandidate({ contract, now }: RequestContext, task: Task, example: Values): Candidate | undefined {
  const snapshot = taskSnapshot(contract, task, now);
  if (snapshot === undefined) return undefined;
  const taskExample = exampleBody(contract, task.operation);
  const added = Object.fromEntries(Object.entries(example).filter(([name]) => !(name in taskExample)));
  const result = task.operation.waiter?.result ?? "";
  const values = { ...added, [result]: snapshot.asset, ...snapshot.properties };
  return { values, names: new Set([...Object.keys(taskExample), ...Object.keys(values)]), added };
}

/** Serializes a list entry, without the properties that require a parameter of the task's own operation (`x-includes`). */
function serializeEntry({ contract, now, url }: RequestContext, task: Task, added: Values): Values {
  const excluded = task.operation.parameters.flatMap(({ includes }) => includes ?? []);
  const body = serializeTask(contract, task, now, url.host, {}) ?? {};
  return Object.fromEntries(Object.entries({ ...added, ...body }).filter(([name]) => !excluded.includes(name)));
}

/** Whether a task matches every filter; parameters that are not a property of the task or its video are ignored. */
function matchesFilters({ values, names }: Candidate, query: Values, { waiter }: Operation): boolean {
  return Object.entries(query).every(([name, expected]) => {
    if (name === "create_since") return parseTime(values["create_time"]) >= parseTime(expected);
    if (name === "create_until") return parseTime(values["create_time"]) <= parseTime(expected);
    const result = values[waiter?.result ?? ""];
    const container = names.has(name) ? values : isRecord(result) && name in result ? result : undefined;
    if (container === undefined) return true;
    const actual = container[name];
    if (typeof expected !== "string" || typeof actual !== "string") return actual === expected;
    if (name === waiter?.property) return expected.split(",").includes(actual);
    const fuzzyFields = query["fuzzy_query_field"];
    return Array.isArray(fuzzyFields) && fuzzyFields.includes(name) ? actual.includes(expected) : actual === expected;
  });
}

/** Sorts by `sort_key` in the direction of `sort_dir`; by default, in order of creation. */
function sort(matches: { readonly values: Values }[], query: Values): void {
  const key = query["sort_key"] === "update_time" ? "lastupdate_time" : "create_time";
  matches.sort((one, other) => parseTime(one.values[key]) - parseTime(other.values[key]));
  if (query["sort_dir"] === "desc") matches.reverse();
}

function parseTime(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

/** Returns the earliest creation time to list when the request has no time range. */
function earliestCreation({ parameters }: Operation, query: Values, now: number): number {
  const hasRange = query["create_since"] !== undefined || query["create_until"] !== undefined;
  return !hasRange && parameters.some(({ name }) => name === "create_since") ? now - DEFAULT_RANGE_MS : Number.NEGATIVE_INFINITY;
}

/** Finds the array of tasks in the documented response: its property name and the example of its first entry. */
function findTaskList(body: Values): { readonly name: string; readonly example: Values } | undefined {
  for (const [name, value] of Object.entries(body)) {
    const example: unknown = Array.isArray(value) ? value[0] : undefined;
    if (isRecord(example)) return { name, example };
  }
  return undefined;
}

/** Returns the name of the total count, which is the only number in the documented response. */
function countProperty(contract: Contract, operation: Operation): string {
  return Object.entries(exampleBody(contract, operation)).find(([, value]) => typeof value === "number")?.[0] ?? "count";
}

function defaultParameters({ parameters }: Operation): Values {
  return Object.fromEntries(
    parameters.filter(({ default: value }) => value !== undefined).map(({ name, default: value }) => [name, value]),
  );
}
