import { isObject, type Obj as Json } from "../../../src/core/json-equal.js";
import { mutateCel } from "./cel.js";
import type { Mutant, Path } from "./mutant.js";
import { replacementValues } from "./schema-mutants.js";

/** Mutants of the rules: each rule and each of its fields dropped, and each field changed, CEL and variables by one token at a time. */
export function ruleMutants(document: Json): Mutant[] {
  const components = isObject(document.components) && isObject(document.components.schemas) ? document.components.schemas : {};
  const constants = constantValues(document["x-constants"]);
  return Object.entries(components).flatMap(([component, schema]) => {
    if (!isObject(schema) || !Array.isArray(schema["x-validations"])) return [];
    const names = propertyNames(schema);
    const rules = schema["x-validations"].flatMap((rule: unknown, index) =>
      isObject(rule) ? mutantsOfRule(rule, ["components", "schemas", component, "x-validations", index], names, constants) : [],
    );
    const variables = Array.isArray(schema["x-variables"]) ? schema["x-variables"].filter(isObject) : [];
    const ofVariables = variables.flatMap(({ name, expression }, index) =>
      mutateCel(String(expression).trim(), constants).map(
        ({ text, change }): Mutant => ({
          location: `/components/schemas/${component}/x-variables/${name}`,
          change,
          edits: [{ path: ["components", "schemas", component, "x-variables", index, "expression"], action: "set", value: text }],
          rule: usersOf(String(name), schema)[0] ?? "",
        }),
      ),
    );
    return [...rules, ...ofVariables];
  });
}

/** IDs of the rules that use a variable, directly or through another variable. */
function usersOf(name: string, schema: Json): string[] {
  const isUsed = (entry: unknown): boolean => new RegExp(`variables\\.${name}\\b`).test(JSON.stringify(entry));
  const entries = (key: string): Json[] => (schema[key] as readonly Json[]).filter(isUsed);
  return [
    ...entries("x-validations").map(({ id }) => String(id)),
    ...entries("x-variables").flatMap((user) => usersOf(String(user.name), schema)),
  ];
}

function mutantsOfRule(rule: Json, rulePath: Path, fields: readonly string[], constants: Json): Mutant[] {
  const id = String(rule.id);
  const location = `/${rulePath.slice(0, -1).join("/")}/${id}`;
  const set = (path: Path, value: unknown, change: string): Mutant => ({
    location: [location, ...path].join("/"),
    change,
    edits: [{ path: [...rulePath, ...path], action: "set", value }],
    rule: id,
  });
  const drop = (path: Path): Mutant => ({
    location: [location, ...path].join("/"),
    change: "dropped",
    edits: [{ path: [...rulePath, ...path], action: "drop" }],
    rule: id,
  });
  const setCel = (path: Path, text: unknown): Mutant[] =>
    typeof text !== "string" ? [] : mutateCel(text.trim(), constants).map((mutation) => set(path, mutation.text, mutation.change));
  const fixes = Array.isArray(rule.fixes) ? rule.fixes.filter(isObject) : [];
  const facts = Array.isArray(rule.facts) ? rule.facts : [];
  return [
    drop([]),
    ...Object.keys(rule).map((key) => drop([key])),
    ...["id", "severity", "source", "reason", "message"].flatMap((key) =>
      replacementValues(rule[key], [key]).map((value) => set([key], value, `→ ${JSON.stringify(value)}`)),
    ),
    ...["rule", "messageExpression"].flatMap((key) => setCel([key], rule[key])),
    ...otherPaths(rule.fieldPath, fields).map((path) => set(["fieldPath"], path, `→ ${path}`)),
    ...facts.flatMap((fact: unknown, i) => [drop(["facts", i]), set(["facts", i], `${fact}9`, `${fact} → ${fact}9`)]),
    ...fixes.flatMap((fix, i) => [
      drop(["fixes", i]),
      ...otherPaths(fix.fieldPath, fields).map((path) => set(["fixes", i, "fieldPath"], path, `→ ${path}`)),
      ...["value", "when"].flatMap((key) => setCel(["fixes", i, key], fix[key])),
    ]),
  ];
}

/** Wrong field paths: the first other property, and the parent object. */
function otherPaths(fieldPath: unknown, fields: readonly string[]): string[] {
  if (typeof fieldPath !== "string") return [];
  const parts = fieldPath.split(".");
  const other = fields.find((name) => name !== parts[1]);
  const parent = parts.slice(0, -1).join(".");
  return [...(parts[0] === "" && other !== undefined ? [`.${other}`] : []), ...(parent === "" ? [] : [parent])];
}

/** Property names of a component. A component that only has rules applies to create requests. */
function propertyNames(schema: Json): string[] {
  return isObject(schema.properties) ? Object.keys(schema.properties) : ["video_config", "shoot_scripts"];
}

function constantValues(constants: unknown): Json {
  if (!isObject(constants)) return {};
  return Object.fromEntries(Object.entries(constants).map(([name, entry]) => [name, isObject(entry) ? entry.value : undefined]));
}
