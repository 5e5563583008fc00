import type { Obj } from "../../core/json-equal.js";
import { exampleBody } from "../contract.js";
import { type Entry, entriesOf, listEntries } from "../list-entries.js";
import type { RequestContext } from "../request-context.js";
import { serializeTask, taskSnapshot } from "./serialize-task.js";
import type { TaskStore } from "./tasks.js";

/** Lists the tasks of the request's owner, including their videos that are not finished. Source: docs/sources.md. */
export function listTasks({ contract, operation, owner, now, url }: RequestContext, parameters: Obj, tasks: TaskStore): Obj {
  const [example = {}] = entriesOf(exampleBody(contract, operation)).entries;
  const documented: Record<string, unknown> = { ...example };
  const entries = tasks.all(owner).flatMap((task): Entry | [] => {
    const snapshot = taskSnapshot(contract, task, now);
    if (snapshot === undefined) return [];
    const { waiter, parameters: own } = task.operation;
    const taskExample = exampleBody(contract, task.operation);
    Object.assign(documented, taskExample);
    // properties that only list entries have
    const added = Object.fromEntries(Object.entries(example).filter(([name]) => !(name in taskExample)));
    // properties that require a parameter of the task's own operation (`x-includes`)
    const excluded = own.flatMap(({ includes }) => includes ?? []);
    return {
      id: task.id,
      created: task.created,
      isPreset: false,
      values: { ...added, [waiter?.result ?? ""]: snapshot.asset, ...snapshot.properties },
      serialize: () => {
        const body = { ...added, ...serializeTask(contract, task, now, url.host, {}) };
        return Object.fromEntries(Object.entries(body).filter(([name]) => !excluded.includes(name)));
      },
    };
  });
  return listEntries(contract, operation, parameters, { entries, documented, now });
}
