import type { Operation } from "../runtime/operation.js";
import { isRecord } from "./answer.js";
import type { Contract } from "./contract.js";
import type { Exchange } from "./exchange.js";
import { exampleBody, idProperty, showTask } from "./show.js";
import type { TaskStore } from "./tasks.js";

/** Whether an operation lists tasks: its documented answer holds a list of things with a task's id and state. */
export function isListing(contract: Contract, operation: Operation): boolean {
  return operation.method === "GET" && listProperty(contract, operation) !== undefined;
}

/**
 * The tasks that the parameters ask for, a page of them, and how many there are in all (facts §3.3). A parameter named like
 * a property filters by it, several values with commas between; `job_ids` takes several ids as repeated keys.
 */
export function listTasks(exchange: Exchange, parameters: Record<string, unknown>, tasks: TaskStore): Record<string, unknown> {
  const { contract, operation, now, url } = exchange;
  const { offset, limit, ...filters } = withDefaults(operation, parameters);
  const asked = Array.isArray(filters["job_ids"]) ? new Set<unknown>(filters["job_ids"]) : undefined;
  const found = tasks
    .all()
    .filter(({ id }) => asked === undefined || asked.has(id))
    .map((task) => showTask(contract, task, now, url.host, {}))
    .filter((body) => body !== undefined)
    .filter((body) => Object.entries(filters).every(([name, wanted]) => matches(body, name, wanted)));
  const start = typeof offset === "number" ? offset : 0;
  const end = typeof limit === "number" ? start + limit : undefined;
  return { [countProperty(contract, operation)]: found.length, [listProperty(contract, operation) ?? "jobs"]: found.slice(start, end) };
}

/** The property of the documented answer that holds the list. */
function listProperty(contract: Contract, operation: Operation): string | undefined {
  const shows = Object.values(contract.operations).filter(({ waiter }) => waiter !== undefined);
  const isTask = (item: unknown): boolean =>
    isRecord(item) && shows.some((show) => idProperty(show) in item && show.waiter !== undefined && show.waiter.property in item);
  const entries = Object.entries(exampleBody(contract, operation));
  return entries.find(([, value]) => Array.isArray(value) && value.length > 0 && value.every(isTask))?.[0];
}

/** The property of the documented answer that counts them: its only number. */
function countProperty(contract: Contract, operation: Operation): string {
  return Object.entries(exampleBody(contract, operation)).find(([, value]) => typeof value === "number")?.[0] ?? "count";
}

function withDefaults({ parameters: known }: Operation, parameters: Record<string, unknown>): Record<string, unknown> {
  const defaults = known.filter(({ default: value }) => value !== undefined).map(({ name, default: value }) => [name, value]);
  return { ...Object.fromEntries(defaults), ...parameters };
}

/** Whether a task passes one filter; a parameter that is no property of a task does not filter. */
function matches(body: Record<string, unknown>, name: string, wanted: unknown): boolean {
  const asset = body["output_asset_config"];
  const found = name in body ? body[name] : isRecord(asset) && name in asset ? asset[name] : wanted;
  return found === wanted || (typeof wanted === "string" && wanted.split(",").some((one) => one === found));
}
