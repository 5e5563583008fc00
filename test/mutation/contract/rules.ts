import { alterCel } from "./cel.js";
import type { Mutant, Path } from "./mutant.js";
import { alternatives } from "./mutate-value.js";

type Json = Readonly<Record<string, unknown>>;

/** Every rule of the contract dropped, and each of its fields dropped or altered: in CEL one literal, operator, guard or name at a time. */
export function ruleMutants(document: Json): Mutant[] {
  const components = isObject(document.components) && isObject(document.components.schemas) ? document.components.schemas : {};
  const constants = values(document["x-constants"]);
  return Object.entries(components).flatMap(([component, schema]) => {
    if (!isObject(schema) || !Array.isArray(schema["x-validations"])) return [];
    const names = fieldsOf(schema);
    return schema["x-validations"].flatMap((rule: unknown, index) =>
      isObject(rule) ? ofRule(rule, ["components", "schemas", component, "x-validations", index], names, constants) : [],
    );
  });
}

function ofRule(rule: Json, path: Path, fields: readonly string[], constants: Json): Mutant[] {
  const id = String(rule.id);
  const place = `/${path.slice(0, -1).join("/")}/${id}`;
  const set = (key: string, value: unknown, change: string, at: Path = [key]): Mutant => ({
    place: `${place}/${at.join("/")}`,
    change,
    edits: [{ path: [...path, ...at], action: "set", value }],
    rule: id,
  });
  const drop = (at: Path): Mutant => ({
    place: [place, ...at].join("/"),
    change: "dropped",
    edits: [{ path: [...path, ...at], action: "drop" }],
    rule: id,
  });
  const fixes = Array.isArray(rule.fixes) ? rule.fixes.filter(isObject) : [];
  const facts = Array.isArray(rule.facts) ? rule.facts : [];
  return [
    drop([]),
    ...Object.keys(rule).map((key) => drop([key])),
    ...["id", "severity", "source", "reason", "message"].flatMap((key) =>
      alternatives(rule[key], [key]).map((wrong) => set(key, wrong, `→ ${JSON.stringify(wrong)}`)),
    ),
    ...["rule", "messageExpression"].flatMap((key) => celMutants(rule[key], [key], constants, set)),
    ...elsewhere(rule.fieldPath, fields).map((wrong) => set("fieldPath", wrong, `→ ${wrong}`)),
    ...facts.flatMap((fact: unknown, i) => [drop(["facts", i]), set("facts", `${fact}9`, `${fact} → ${fact}9`, ["facts", i])]),
    ...fixes.flatMap((fix, i) => [
      drop(["fixes", i]),
      ...elsewhere(fix.fieldPath, fields).map((wrong) => set("fixes", wrong, `→ ${wrong}`, ["fixes", i, "fieldPath"])),
      ...celMutants(fix.value, ["fixes", i, "value"], constants, set),
    ]),
  ];
}

type Set = (key: string, value: unknown, change: string, at?: Path) => Mutant;

function celMutants(text: unknown, at: Path, constants: Json, set: Set): Mutant[] {
  if (typeof text !== "string") return [];
  return alterCel(text.trim(), constants).map((altered) => set(String(at[0]), altered.text, altered.change, at));
}

/** Places beside the right one: the first other property, and the object around it. */
function elsewhere(fieldPath: unknown, fields: readonly string[]): string[] {
  if (typeof fieldPath !== "string") return [];
  const parts = fieldPath.split(".");
  const other = fields.find((name) => name !== parts[1]);
  const outer = parts.slice(0, -1).join(".");
  return [...(parts[0] === "" && other !== undefined ? [`.${other}`] : []), ...(outer === "" ? [] : [outer])];
}

/** Names of the properties of a component; a component of rules alone has none. */
function fieldsOf(schema: Json): string[] {
  return isObject(schema.properties) ? Object.keys(schema.properties) : ["video_config", "shoot_scripts"];
}

function values(constants: unknown): Json {
  if (!isObject(constants)) return {};
  return Object.fromEntries(Object.entries(constants).map(([name, entry]) => [name, isObject(entry) ? entry.value : undefined]));
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
