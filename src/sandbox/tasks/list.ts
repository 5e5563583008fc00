import type { Operation } from "../../core/operation.js";
import type { Contract } from "../contract.js";
import { milliseconds } from "../duration.js";
import type { Exchange } from "../request-context.js";
import { isRecord } from "../response.js";
import { exampleBody, idProperty } from "./operation-roles.js";
import { factsOf, showTask } from "./serialize-task.js";
import type { Task, TaskStore } from "./tasks.js";

type Values = Readonly<Record<string, unknown>>;

/** Without a time range only the tasks of the last month are listed (facts §3.3), taken for 30 days. */
const MONTH = milliseconds("720h");

/** Whether an operation lists tasks: its documented answer holds a list of things with a task's id and state. */
export function isListing(contract: Contract, operation: Operation): boolean {
  return operation.method === "GET" && listOf(contract, operation) !== undefined;
}

/**
 * The tasks of the asker that the parameters ask for, a page of them, and how many there are in all (facts §3.3). A parameter
 * named like a property of the task or of its video filters by it; a time that cannot be read matches no task.
 */
export function listTasks(exchange: Exchange, parameters: Values, tasks: TaskStore): Record<string, unknown> {
  const { contract, operation, owner, now } = exchange;
  const asked: Values = { ...defaultsOf(operation), ...parameters };
  const since = earliest(operation, parameters, now);
  const { name = "jobs", example = {} } = listOf(contract, operation) ?? {};
  const ids = Array.isArray(asked["job_ids"]) ? new Set<unknown>(asked["job_ids"]) : undefined;
  const found = tasks
    .all(owner)
    .filter(({ id, created }) => created >= since && (ids === undefined || ids.has(id)))
    .flatMap((task) => {
      const known = knownOf(exchange, task, example);
      return known !== undefined && isWanted(known, asked, task.operation) ? [{ task, ...known }] : [];
    });
  sort(found, asked);
  const offset = Number(asked["offset"] ?? 0);
  const limit = Number(asked["limit"] ?? found.length);
  const page = found.slice(offset, offset + limit).map(({ task, added }) => entryOf(exchange, task, added));
  return { [countProperty(contract, operation)]: found.length, [name]: page };
}

/** What is known of a task, by which it may be asked for. */
interface Known {
  /** What it says of itself, and its video, also while it is not there yet. */
  readonly facts: Values;
  /** What it will only show when it is done, or never: that such properties are its own makes them filters. */
  readonly names: ReadonlySet<string>;
  /** What a list says that the task does not say itself. */
  readonly added: Values;
}

function knownOf({ contract, now }: Exchange, task: Task, example: Values): Known | undefined {
  const facts = factsOf(contract, task, now);
  if (facts === undefined) return undefined;
  const shown = exampleBody(contract, task.operation);
  const added = Object.fromEntries(Object.entries(example).filter(([name]) => !(name in shown)));
  const result = task.operation.waiter?.result ?? "";
  const all = { ...added, [result]: facts.asset, ...facts.said };
  return { facts: all, names: new Set([...Object.keys(shown), ...Object.keys(all)]), added };
}

/** A task as the list shows it: without what only a parameter of its own operation brings. */
function entryOf({ contract, now, url }: Exchange, task: Task, added: Values): Values {
  const hidden = task.operation.parameters.flatMap(({ includes }) => includes ?? []);
  const shown = showTask(contract, task, now, url.host, {}) ?? {};
  return Object.fromEntries(Object.entries({ ...added, ...shown }).filter(([name]) => !hidden.includes(name)));
}

/** Whether a task passes every filter; a parameter that is no property of a task, nor of its video, does not filter. */
function isWanted({ facts, names }: Known, asked: Values, { waiter }: Operation): boolean {
  return Object.entries(asked).every(([name, expected]) => {
    if (name === "create_since") return timeOf(facts["create_time"]) >= timeOf(expected);
    if (name === "create_until") return timeOf(facts["create_time"]) <= timeOf(expected);
    const result = facts[waiter?.result ?? ""];
    const holder = names.has(name) ? facts : isRecord(result) && name in result ? result : undefined;
    if (holder === undefined) return true;
    const found = holder[name];
    if (typeof expected !== "string" || typeof found !== "string") return found === expected;
    if (name === waiter?.property) return expected.split(",").includes(found);
    const fuzzy = asked["fuzzy_query_field"];
    return Array.isArray(fuzzy) && fuzzy.includes(name) ? found.includes(expected) : found === expected;
  });
}

/** Sorts by what `sort_key` names, in the direction of `sort_dir`; without a key the order is that of creation. */
function sort(found: { readonly facts: Values }[], asked: Values): void {
  const key = asked["sort_key"] === "update_time" ? "lastupdate_time" : "create_time";
  found.sort((one, other) => timeOf(one.facts[key]) - timeOf(other.facts[key]));
  if (asked["sort_dir"] === "desc") found.reverse();
}

function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}

/** Since when tasks are meant where no range of time is asked for. */
function earliest({ parameters }: Operation, asked: Values, now: number): number {
  const ranged = asked["create_since"] !== undefined || asked["create_until"] !== undefined;
  return !ranged && parameters.some(({ name }) => name === "create_since") ? now - MONTH : Number.NEGATIVE_INFINITY;
}

/** The property of the documented answer that holds the list, and the example of its first entry. */
function listOf(contract: Contract, operation: Operation): { readonly name: string; readonly example: Values } | undefined {
  const shows = Object.values(contract.operations).filter(({ waiter }) => waiter !== undefined);
  const isTask = (item: Values): boolean => shows.some((show) => idProperty(show) in item && (show.waiter?.property ?? "") in item);
  for (const [name, value] of Object.entries(exampleBody(contract, operation))) {
    const example: unknown = Array.isArray(value) ? value[0] : undefined;
    if (isRecord(example) && isTask(example)) return { name, example };
  }
  return undefined;
}

/** The property of the documented answer that counts them: its only number. */
function countProperty(contract: Contract, operation: Operation): string {
  return Object.entries(exampleBody(contract, operation)).find(([, value]) => typeof value === "number")?.[0] ?? "count";
}

function defaultsOf({ parameters }: Operation): Values {
  return Object.fromEntries(
    parameters.filter(({ default: value }) => value !== undefined).map(({ name, default: value }) => [name, value]),
  );
}
