import type { TaskRecord } from "../../src/sandbox/index.js";
import type { Held } from "./client-scenario.js";
import type { Order } from "./request-factory.js";

/** What the sandbox knows of its tasks, and nobody else. */
export interface Books {
  readonly all: readonly TaskRecord[];
  /** Accepted requests by the name of the asset. */
  readonly accepted: ReadonlyMap<string, number>;
}

/** What is wrong with one video. */
export interface Fault {
  readonly name: string;
  readonly fault: string;
}

/** Whether everybody has what he ordered, and paid for it once: what the callers hold against what the sandbox took. */
export function judge(orders: readonly Order[], held: readonly Held[], { all, accepted }: Books): Fault[] {
  const found: Fault[] = [];
  for (const [name, count] of accepted) if (count > 1) found.push({ name, fault: `paid twice: ${name} was accepted ${count} times` });
  const ordered = new Set(orders.map(({ name }) => name));
  for (const name of accepted.keys()) if (!ordered.has(name)) found.push({ name, fault: `paid for nobody: ${name}` });
  const holders = new Map(held.map((one) => [one.name, one]));
  const records = new Map(all.filter(({ request }) => request !== undefined).map((record) => [record.job_id, record]));
  for (const { name, end } of orders) {
    const fault = lost(holders.get(name), end, records);
    if (fault !== undefined) found.push({ name, fault: `lost: ${name} ${fault}` });
  }
  return found;
}

function lost(held: Held | undefined, end: Order["end"], records: ReadonlyMap<string, TaskRecord>): string | undefined {
  if (held === undefined) return "is held by nobody";
  const record = records.get(held.jobId ?? "");
  if (record === undefined) return "is no task of the service";
  if (record.asset_name !== held.name) return `is held as the task of ${record.asset_name}`;
  if (end !== "file") return held.code === end ? undefined : `ended with ${held.code ?? "a file"}, not with ${end}`;
  if (held.assetId === undefined) return `has no file${held.code === undefined ? "" : ` (${held.code})`}, and the task is ${record.state}`;
  return held.assetId === record.asset_id ? undefined : "has the file of another asset";
}
