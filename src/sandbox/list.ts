import type { Operation } from "../runtime/operation.js";
import { isRecord } from "./answer.js";
import type { Contract } from "./contract.js";
import type { Exchange } from "./exchange.js";
import { exampleBody, idProperty, showTask } from "./show.js";
import type { Task, TaskStore } from "./tasks.js";

type Values = Readonly<Record<string, unknown>>;

/** Whether an operation lists tasks: its documented answer holds a list of things with a task's id and state. */
export function isListing(contract: Contract, operation: Operation): boolean {
  return operation.method === "GET" && listOf(contract, operation) !== undefined;
}

/**
 * The tasks that the parameters ask for, a page of them, and how many there are in all (facts §3.3). A parameter named like
 * a property of the task or of its video filters by it; a time that cannot be read matches no task.
 */
export function listTasks(exchange: Exchange, parameters: Values, tasks: TaskStore): Record<string, unknown> {
  const { contract, operation } = exchange;
  const asked: Values = { ...defaultsOf(operation), ...parameters };
  const { name = "jobs", example = {} } = listOf(contract, operation) ?? {};
  const ids = Array.isArray(asked["job_ids"]) ? new Set<unknown>(asked["job_ids"]) : undefined;
  const found = tasks
    .all()
    .filter(({ id }) => ids === undefined || ids.has(id))
    .flatMap((task) => entryOf(exchange, task, example, asked));
  sort(found, asked);
  const offset = Number(asked["offset"] ?? 0);
  const limit = Number(asked["limit"] ?? found.length);
  return { [countProperty(contract, operation)]: found.length, [name]: found.slice(offset, offset + limit) };
}

/** A task as the list shows it, if it is asked for: without what only a parameter of its own operation brings. */
function entryOf({ contract, now, url }: Exchange, { operation, ...task }: Task, example: Values, asked: Values): Values[] {
  const all = Object.fromEntries(operation.parameters.map(({ name }) => [name, true]));
  const whole = showTask(contract, { operation, ...task }, now, url.host, all);
  if (whole === undefined) return [];
  const shown = exampleBody(contract, operation);
  const added = Object.fromEntries(Object.entries(example).filter(([name]) => !(name in shown)));
  const known = { ...shown, ...added, ...task.body, ...whole };
  if (!Object.entries(asked).every(([name, wanted]) => matches(known, name, wanted, asked, operation))) return [];
  const hidden = operation.parameters.flatMap(({ includes }) => includes ?? []);
  return [Object.fromEntries(Object.entries({ ...added, ...whole }).filter(([name]) => !hidden.includes(name)))];
}

/**
 * Whether a task passes one filter, also by what it will only show when it is done; a parameter that is no property of a
 * task does not filter.
 */
function matches(known: Values, name: string, wanted: unknown, asked: Values, { waiter }: Operation): boolean {
  if (name === "create_since") return timeOf(known["create_time"]) >= timeOf(wanted);
  if (name === "create_until") return timeOf(known["create_time"]) <= timeOf(wanted);
  const result = known[waiter?.result ?? ""];
  const holder = name in known ? known : isRecord(result) && name in result ? result : undefined;
  if (holder === undefined) return true;
  const found = holder[name];
  if (typeof wanted !== "string" || typeof found !== "string") return found === wanted;
  if (name === waiter?.property) return wanted.split(",").includes(found);
  const fuzzy = asked["fuzzy_query_field"];
  return Array.isArray(fuzzy) && fuzzy.includes(name) ? found.includes(wanted) : found === wanted;
}

/** Sorts by what `sort_key` names, in the direction of `sort_dir`; without a key the order is that of creation. */
function sort(found: Values[], asked: Values): void {
  const key = asked["sort_key"] === "update_time" ? "lastupdate_time" : "create_time";
  found.sort((one, other) => timeOf(one[key]) - timeOf(other[key]));
  if (asked["sort_dir"] === "desc") found.reverse();
}

function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
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
