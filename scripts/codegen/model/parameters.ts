import { isObject, type Obj } from "../../../src/core/json-equal.js";
import type { Parameter, ParameterLocation } from "../../../src/core/operation.js";
import { jsonTypesOf } from "../keywords/type.js";
import type { JsonType } from "../keywords/value-types.js";
import { toText } from "../parse/diagnostic.js";
import { followReferences, resolvePointer } from "./references.js";
import { type SchemaNode, type SchemaReader, sourceOf } from "./schema.js";

export interface ParsedParameter {
  readonly pointer: string;
  readonly parameter: Parameter;
  /** First sentence of the description. */
  readonly summary: string;
  readonly node: SchemaNode;
}

/**
 * Reads the parameters of a Path Item and an Operation, given by their pointers. Those of the operation override those with the same
 * name and location. `path` is the path template; webhooks have none.
 */
export function readParameters(root: Obj, owners: readonly string[], path: string | undefined, reader: SchemaReader): ParsedParameter[] {
  const found = new Map<string, ParsedParameter>();
  const [, operation = ""] = owners;
  for (const owner of owners) {
    const own = new Set<string>();
    const list = resolvePointer(root, `${owner}/parameters`);
    for (const i of Array.isArray(list) ? list.keys() : []) {
      const parsed = readParameter(root, followReferences(root, `${owner}/parameters/${i}`), reader);
      if (!parsed) continue;
      const { name, in: location } = parsed.parameter;
      const other = [...found.values()].find(({ parameter }) => parameter.name === name && parameter.in !== location);
      if (other || own.has(`${location} ${name}`))
        reader.report(
          parsed.pointer,
          `duplicate parameter name ${name}`,
          "use unique names; path, query and header parameters are properties of the same object",
        );
      own.add(`${location} ${name}`);
      found.set(`${location} ${name}`, parsed);
    }
  }
  const parameters = [...found.values()];
  if (path === undefined) {
    for (const { pointer } of parameters) reader.ignored.push(pointer);
    return parameters;
  }
  const template = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? "");
  for (const name of template.filter((each) => !found.has(`path ${each}`)))
    reader.report(operation, `undeclared path parameter ${name}`, "add it to parameters with in: path");
  for (const { parameter, pointer } of parameters) {
    if (parameter.in === "path" && !template.includes(parameter.name))
      reader.report(pointer, `the path ${path} has no parameter ${parameter.name}`, `add {${parameter.name}} to the path`);
  }
  return parameters;
}

function readParameter(root: Obj, pointer: string, reader: SchemaReader): ParsedParameter | undefined {
  const value = resolvePointer(root, pointer);
  if (!isObject(value) || typeof value.name !== "string") return undefined;
  const { name, in: location, schema } = value;
  if (typeof location !== "string" || !Object.hasOwn(STYLES, location)) {
    reader.report(`${pointer}/in`, `unsupported location ${toText(location)} of the parameter ${name}`, "use in: path, query or header");
    return undefined;
  }
  const isRequired = value.required === true;
  if (location === "path" && !isRequired) reader.report(pointer, `the path parameter ${name} is not required`, "add required: true");
  if (location === "header" && /^(?:accept|content-type|authorization)$/i.test(name))
    reader.report(pointer, `the client sets the header ${name}`, "remove the parameter");
  const style = STYLES[location as ParameterLocation];
  if (value.style !== undefined && value.style !== style)
    reader.report(
      `${pointer}/style`,
      `unsupported style ${toText(value.style)} of a ${location} parameter`,
      `write style: ${style}, or remove it`,
    );
  if (schema === undefined) {
    reader.report(pointer, `the parameter ${name} has no schema`, "add schema: { type: string }");
    return undefined;
  }
  const node = reader.read(`${pointer}/schema`, schema, sourceOf(value, "implied"));
  const type = serializedType(jsonTypesOf(node));
  if (type === undefined || (type === "array" && !hasScalarItems(node)))
    reader.report(
      `${pointer}/schema`,
      `the parameter ${name} has no single serializable type`,
      "set type to string, integer, number, boolean, or array with items of such a type",
    );
  const option = value["x-client-option"];
  const parameter: Parameter = {
    name,
    in: location as ParameterLocation,
    required: isRequired,
    type: type ?? "string",
    ...(location === "query" && value.explode === false ? { explode: false } : {}),
    ...(node.keywords.has("default") ? { default: node.keywords.get("default") } : {}),
    ...(option === "projectId" || option === "appUserId" ? { clientOption: option } : {}),
    ...(isStringList(value["x-includes"]) ? { includes: value["x-includes"] } : {}),
  };
  return { pointer, parameter, summary: firstSentence(toText(value.description ?? "")), node };
}

const isStringList = (value: unknown): value is string[] => Array.isArray(value) && value.every((item) => typeof item === "string");

/** The serialization of each location, which is the default of OpenAPI. */
const STYLES: Readonly<Record<ParameterLocation, string>> = { path: "simple", query: "form", header: "simple" };

/** Returns the type as which a parameter is sent. Null means that it is omitted. Scalars of several types are sent as text. */
function serializedType(all: ReadonlySet<JsonType>): Parameter["type"] | undefined {
  const types = [...all].filter((type) => type !== "null" && !(type === "integer" && all.has("number")));
  const [only] = types;
  if (types.length === 1) return only === "object" || only === "null" ? undefined : only;
  return types.includes("string") && !types.includes("object") && !types.includes("array") ? "string" : undefined;
}

/** Returns true if the elements of an array parameter can be serialized. */
function hasScalarItems(node: SchemaNode): boolean {
  if (node.keywords.has("items"))
    return !["array", "object", "null"].some((type) => jsonTypesOf(node.child("items")).has(type as JsonType));
  if (node.target) return hasScalarItems(node.target);
  const alternatives = (["anyOf", "oneOf", "allOf"] as const).flatMap((keyword) =>
    ((node.keywords.get(keyword) as unknown[] | undefined) ?? []).map((_, i) => node.child(keyword, i)),
  );
  return alternatives.some(hasScalarItems);
}

/** Combines the parameters into one object schema, so that they are validated like bodies. */
export function parametersNode(pointer: string, parameters: readonly ParsedParameter[]): SchemaNode {
  const byName = new Map(parameters.map((item) => [item.parameter.name, item.node]));
  const required = parameters.filter((item) => item.parameter.required).map((item) => item.parameter.name);
  return {
    pointer: `${pointer}/parameters`,
    always: undefined,
    source: parameters[0]?.node.source ?? "implied",
    keywords: new Map<string, unknown>([
      ["type", "object"],
      ["properties", Object.fromEntries(byName)],
      ["required", required],
    ]),
    child: (keyword, key) => {
      const node = keyword === "properties" ? byName.get(String(key)) : undefined;
      if (!node) throw new Error(`no parameter ${key} at ${pointer}`);
      return node;
    },
    target: undefined,
  };
}

function firstSentence(text: string): string {
  return (
    text
      .trim()
      .split(/(?<=[.!?])\s+(?=[A-Z`])/)[0]
      ?.replace(/\s+/g, " ") ?? ""
  );
}
