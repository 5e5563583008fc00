import { isObject, type Obj } from "../core/json-equal.js";
import type { Operation } from "../core/operation.js";
import { milliseconds } from "./clock.js";
import { type Contract, exampleBody } from "./contract.js";

/** An entry of a list before it is filtered. */
export interface Entry {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Whether it belongs to the service, not to the account. */
  readonly isPreset: boolean;
  /** Properties that filters compare. */
  readonly values: Obj;
  /** Returns the entry of the response, if it is not `values`. */
  serialize?(): Obj;
}

/** Without a time range, only tasks of the last month are listed, taken as 30 days. Source: docs/sources.md. */
const DEFAULT_RANGE_MS = milliseconds("720h");

/**
 * Creates the response of a list: the requested page, and the total number of matching entries. A parameter filters by the property of
 * the same name at any depth; a text can list several values, separated by commas. A parameter that neither an entry nor `documented` has
 * a property for is ignored. An invalid time matches no entry.
 */
export function listEntries(
  contract: Contract,
  operation: Operation,
  query: Obj,
  { entries, documented, now }: { readonly entries: readonly Entry[]; readonly documented?: Obj; readonly now: number },
): Obj {
  const { parameters } = operation;
  const defaults = parameters.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]]));
  const all: Obj = { ...Object.fromEntries(defaults), ...query };
  const { offset = 0, sort_key, sort_dir } = all;
  const known = [...(documented === undefined ? [] : [documented]), ...entries.map(({ values }) => values)];
  const filters = parameters.flatMap(({ name, in: location, clientOption }) => {
    if (location !== "query" || clientOption !== undefined || all[name] === undefined) return [];
    const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
    if (special !== undefined) return [(entry: Entry) => special(entry, all[name])];
    if (!known.some((values) => valuesOf(values, propertiesOf(name)).length > 0)) return [];
    return [({ values }: Entry) => matches(values, name, all)];
  });
  const hasRange = !parameters.some(({ name }) => name === "create_since") || "create_since" in query || "create_until" in query;
  const minCreated = hasRange ? Number.NEGATIVE_INFINITY : now - DEFAULT_RANGE_MS;
  const found = entries.filter((entry) => entry.created >= minCreated && filters.every((matchesFilter) => matchesFilter(entry)));
  const key = ({ values }: Entry): number =>
    timeOf(sort_key === "update_time" ? (values["lastupdate_time"] ?? values["update_time"]) : values["create_time"]);
  found.sort((one, other) => key(one) - key(other));
  if (sort_dir === "desc") found.reverse();
  const start = Number(offset);
  const page = found.slice(start, start + Number(all["limit"] ?? found.length));
  const { name } = entriesOf(exampleBody(contract, operation));
  return { count: found.length, [name]: page.map((entry) => entry.serialize?.() ?? entry.values) };
}

/** Finds the array in the documented response of a list: its name and its entries. */
export function entriesOf(body: Obj): { readonly name: string; readonly entries: readonly Obj[] } {
  const [name = "", entries] = Object.entries(body).find(([, value]) => Array.isArray(value)) ?? [];
  return { name, entries: (Array.isArray(entries) ? entries : []).filter(isObject) };
}

const timeOf = (value: unknown): number => (typeof value === "string" ? Date.parse(value) : Number.NaN);

const isSince = ({ values }: Entry, time: unknown): boolean => timeOf(values["create_time"]) >= timeOf(time);
const isUntil = ({ values }: Entry, time: unknown): boolean => timeOf(values["create_time"]) <= timeOf(time);

/** Parameters that are not compared with a property of their name. */
const SPECIAL: Readonly<Record<string, (entry: Entry, expected: unknown) => boolean>> = {
  job_ids: ({ id }, expected) => !Array.isArray(expected) || expected.includes(id),
  create_since: isSince,
  start_time: isSince,
  create_until: isUntil,
  end_time: isUntil,
  asset_source: ({ isPreset }, expected) => expected === "ALL" || isPreset === (expected === "SYSTEM"),
  system_property: ({ values: { system_properties: list } }, expected) =>
    String(expected)
      .split(",")
      .map((pair) => pair.split(":"))
      .every(([key, value]) => Array.isArray(list) && list.some((one) => isObject(one) && one["key"] === key && one["value"] === value)),
};

/** Properties that a parameter with another name filters by. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  name: ["asset_name", "script_name"],
  tag: ["tags"],
  language: ["language", "languages"],
  action_editable: ["is_action_editable"],
  human_model_2d_version: ["model_version"],
};

const propertiesOf = (name: string): readonly string[] => PROPERTIES[name] ?? [name];

/** Parameters that match a part of a text, unless `accurate_query_field` names them. */
const FUZZY: readonly unknown[] = ["name", "tag"];

function matches(values: Obj, name: string, query: Obj): boolean {
  const { [name]: expected, accurate_query_field: exact, fuzzy_query_field: fuzzy, tag_combination_type: combination } = query;
  const actual = valuesOf(values, propertiesOf(name)).map(String);
  // a name can contain a comma
  const isList = name !== "asset_name" && !Array.isArray(expected);
  const wanted = isList ? String(expected).split(",") : [expected].flat().map(String);
  const isFuzzy = (FUZZY.includes(name) && !asArray(exact).includes(name)) || asArray(fuzzy).includes(name);
  const isMatch = (text: string): boolean => actual.some((value) => (isFuzzy ? value.includes(text) : value === text));
  return combination === "INTERSECTION" && name === "tag" ? wanted.every(isMatch) : wanted.some(isMatch);
}

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Returns the values of the named properties at any depth; arrays are flattened. */
function valuesOf(value: unknown, names: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item, names));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => (names.includes(name) ? [child].flat() : valuesOf(child, names)));
}
