import type { Operation } from "../../core/operation.js";
import { isRecord } from "../response.js";

type Values = Readonly<Record<string, unknown>>;

/** A list entry before it is filtered. */
export interface Entry {
  /** Whether it belongs to the service, not to the account. */
  readonly isPreset: boolean;
  readonly values: Values;
}

/** Properties that a parameter with another name filters by. */
const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  name: ["asset_name", "script_name"],
  tag: ["tags"],
  language: ["language", "languages"],
  action_editable: ["is_action_editable"],
  human_model_2d_version: ["model_version"],
};

/** Parameters that match a part of a text, unless `accurate_query_field` names them. */
const FUZZY: readonly string[] = ["name", "tag"];

/**
 * Filters, sorts and pages the entries of a list. A parameter filters by the property of the same name at any depth; a text can
 * list several values, separated by commas. A parameter that no entry has a property for is ignored.
 */
export function selectEntries(
  entries: readonly Entry[],
  { parameters }: Operation,
  query: Values,
): { readonly count: number; readonly page: readonly Values[] } {
  const defaults = parameters
    .filter((parameter) => parameter.default !== undefined)
    .map((parameter) => [parameter.name, parameter.default]);
  const all: Values = { ...Object.fromEntries(defaults), ...query };
  const { offset, limit, sort_key, sort_dir, ...rest } = all;
  const own = new Set(parameters.filter(({ in: location, clientOption }) => location === "query" && !clientOption).map(({ name }) => name));
  const filters = Object.entries(rest).filter(([name]) => own.has(name) && isFilter(name, entries));
  const matches = entries
    .filter((entry) => filters.every(([name, expected]) => matchesFilter(entry, name, expected, all)))
    .map(({ values }) => values);
  const key = sort_key === "update_time" ? "update_time" : "create_time";
  matches.sort((one, other) => String(one[key]).localeCompare(String(other[key])));
  if (sort_dir === "desc") matches.reverse();
  const start = Number(offset ?? 0);
  return { count: matches.length, page: matches.slice(start, start + Number(limit ?? matches.length)) };
}

const SPECIAL: readonly string[] = ["asset_source", "start_time", "end_time", "system_property"];

function isFilter(name: string, entries: readonly Entry[]): boolean {
  return SPECIAL.includes(name) || entries.some(({ values }) => valuesOf(values, PROPERTIES[name] ?? [name]).length > 0);
}

function matchesFilter({ isPreset, values }: Entry, name: string, expected: unknown, query: Values): boolean {
  switch (name) {
    case "asset_source":
      return expected === "ALL" || isPreset === (expected === "SYSTEM");
    case "start_time":
      return Date.parse(String(values["create_time"])) >= Date.parse(String(expected));
    case "end_time":
      return Date.parse(String(values["create_time"])) <= Date.parse(String(expected));
    case "system_property":
      return String(expected)
        .split(",")
        .every((pair) => hasSystemProperty(values, pair));
    default: {
      const actual = valuesOf(values, PROPERTIES[name] ?? [name]).map(String);
      const wanted = Array.isArray(expected) ? expected.map(String) : String(expected).split(",");
      const exact = query["accurate_query_field"];
      const isFuzzy = FUZZY.includes(name) && !(Array.isArray(exact) && exact.includes(name));
      const isMatch = (text: string): boolean => actual.some((value) => (isFuzzy ? value.includes(text) : value === text));
      return query["tag_combination_type"] === "INTERSECTION" && name === "tag" ? wanted.every(isMatch) : wanted.some(isMatch);
    }
  }
}

function hasSystemProperty({ system_properties: list }: Values, pair: string): boolean {
  const [key, value] = pair.split(":");
  return Array.isArray(list) && list.some((one) => isRecord(one) && one["key"] === key && one["value"] === value);
}

/** Returns the values of the named properties at any depth; arrays are flattened. */
function valuesOf(value: unknown, names: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item, names));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, child]) => (names.includes(name) ? [child].flat() : valuesOf(child, names)));
}
