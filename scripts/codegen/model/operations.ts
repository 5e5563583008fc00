import { isObject, type Obj } from "../../../src/core/json-equal.js";
import type { Operation, Parameter, ParameterLocation, RateLimitSpec, ResponseSpec, Waiter } from "../../../src/core/operation.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { lookUp } from "./references.js";
import { type SchemaNode, type SchemaReader, sourceOf } from "./schema.js";

/** One operation of the contract, with the schemas and examples that belong to it. */
export interface OperationModel {
  readonly pointer: string;
  readonly operation: Operation;
  readonly summary: string;
  readonly description: string;
  /** Parameter to the first sentence about it. */
  readonly parameterTexts: ReadonlyMap<string, string>;
  /** Component name of its parameters, all in one object: `Show2DDigitalHumanVideoParameters`. */
  readonly parametersName: string;
  readonly parameters: SchemaNode;
  /** Status, or `request`, to the documented example of that body. */
  readonly examples: Readonly<Record<string, unknown>>;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Every operation below `paths`, in the document's order. */
export function readOperations(root: Obj, reader: SchemaReader): OperationModel[] {
  const found: OperationModel[] = [];
  const ids = new Set<string>();
  for (const [path, item] of Object.entries(isObject(root.paths) ? root.paths : {})) {
    if (!isObject(item)) continue;
    for (const method of METHODS) {
      const pointer = `/paths/${escapeSegment(path)}/${method}`;
      const value = item[method];
      if (!isObject(value)) continue;
      const id = value.operationId;
      if (typeof id !== "string" || !/^[a-z][A-Za-z0-9]*$/.test(id))
        reader.fault(pointer, "the operation has no usable operationId", "add operationId: a name in camelCase");
      else if (ids.has(id))
        reader.fault(`${pointer}/operationId`, `the operationId ${id} is taken`, "give every operation a name of its own");
      else found.push(readOperation(root, { pointer, path, method, item, value, id }, reader));
      if (typeof id === "string") ids.add(id);
    }
  }
  return found;
}

interface Place {
  readonly pointer: string;
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly item: Obj;
  readonly value: Obj;
  readonly id: string;
}

function readOperation(root: Obj, place: Place, reader: SchemaReader): OperationModel {
  const { pointer, path, method, item, value, id } = place;
  const listed = [
    ...list(item.parameters).map((_, i) => `${pointer.slice(0, pointer.lastIndexOf("/"))}/parameters/${i}`),
    ...list(value.parameters).map((_, i) => `${pointer}/parameters/${i}`),
  ];
  const parameters = listed.map((at) => resolve(root, at)).map((at) => readParameter(root, at, reader));
  const names = new Set<string>();
  for (const { parameter, pointer: at } of parameters) {
    if (names.has(parameter.name))
      reader.fault(
        at,
        `two parameters are named ${parameter.name}`,
        "parameters of one operation share one object: give each its own name",
      );
    names.add(parameter.name);
  }
  const missing = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? "").filter((name) => !names.has(name));
  for (const name of missing) reader.fault(pointer, `the path parameter ${name} is not described`, "add it to parameters");
  const responses = readResponses(root, pointer, value, reader);
  const waiter = value["x-waiter"] as Waiter | undefined;
  const body = isObject(value.requestBody) ? componentOf(root, resolve(root, `${pointer}/requestBody`), reader) : undefined;
  const rate = readRateLimit(value["x-rate-limit"], `${pointer}/x-rate-limit`, reader);
  const operation: Operation = {
    operationId: id,
    method: method.toUpperCase() as Operation["method"],
    path,
    parameters: parameters.map(({ parameter }) => parameter),
    ...(body === undefined ? {} : { body }),
    repeatable: value["x-repeatable"] === true,
    ...(rate === undefined ? {} : { rateLimit: rate }),
    security: list(value.security ?? root.security).map((alternative) => Object.keys(isObject(alternative) ? alternative : {})),
    ...(waiter === undefined ? {} : { waiter }),
    responses: Object.fromEntries(responses.map(({ status, spec }) => [status, spec])),
  };
  return {
    pointer,
    operation,
    summary: String(value.summary ?? id),
    description: String(value.description ?? ""),
    parameterTexts: new Map(parameters.map(({ parameter, text }) => [parameter.name, text])),
    parametersName: `${id[0]?.toUpperCase()}${id.slice(1)}Parameters`,
    parameters: parametersNode(pointer, parameters),
    examples: Object.fromEntries(
      [
        { status: "request", example: body === undefined ? undefined : exampleOf(root, resolve(root, `${pointer}/requestBody`)) },
        ...responses,
      ].flatMap(({ status, example }) => (example === undefined ? [] : [[status, example]])),
    ),
  };
}

/** `x-rate-limit` without its source, which is for readers. */
function readRateLimit(value: unknown, pointer: string, reader: SchemaReader): RateLimitSpec | undefined {
  if (value === undefined) return undefined;
  const { perSecond, regions } = isObject(value) ? value : {};
  const rates = [perSecond, ...Object.values(isObject(regions) ? regions : {})];
  if (!rates.every((rate) => typeof rate === "number" && rate > 0)) {
    reader.fault(
      pointer,
      "x-rate-limit gives no number of requests a second",
      "write { perSecond: 10, regions: { cn-north-4: 20 }, source: … }",
    );
    return undefined;
  }
  return { perSecond: perSecond as number, ...(isObject(regions) && { regions: regions as Record<string, number> }) };
}

interface ReadParameter {
  readonly pointer: string;
  readonly parameter: Parameter;
  /** The first sentence of its description. */
  readonly text: string;
  readonly node: SchemaNode;
}

function readParameter(root: Obj, pointer: string, reader: SchemaReader): ReadParameter {
  const value = lookUp(root, pointer);
  const { name, in: location, schema } = isObject(value) ? value : {};
  if (typeof name !== "string" || !["path", "query", "header"].includes(String(location))) {
    reader.fault(pointer, "a parameter needs a name and a place", "write name, and in: path, query or header");
  }
  if (!isObject(schema)) reader.fault(pointer, `the parameter ${name} has no schema`, "add schema: { type: string }");
  const node = reader.read(`${pointer}/schema`, schema ?? {}, isObject(value) ? sourceOf(value, "implied") : "implied");
  const type = node.keywords.get("type") ?? node.target?.keywords.get("type");
  if (!["string", "integer", "number", "boolean", "array"].includes(String(type)))
    reader.fault(
      `${pointer}/schema`,
      `the parameter ${name} has no single type that can travel`,
      "write type: string, integer, number, boolean or array",
    );
  const option = isObject(value) ? value["x-client-option"] : undefined;
  const parameter: Parameter = {
    name: String(name),
    in: location as ParameterLocation,
    required: isObject(value) && value.required === true,
    type: type as Parameter["type"],
    ...(node.keywords.has("default") ? { default: node.keywords.get("default") } : {}),
    ...(option === "projectId" || option === "appUserId" ? { clientOption: option } : {}),
    ...(isObject(value) && Array.isArray(value["x-includes"]) ? { includes: value["x-includes"] as string[] } : {}),
  };
  return { pointer, parameter, text: isObject(value) ? firstSentence(String(value.description ?? "")) : "", node };
}

/** All parameters as one object schema, so that they are checked as bodies are. */
function parametersNode(pointer: string, parameters: readonly ReadParameter[]): SchemaNode {
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

function readResponses(
  root: Obj,
  pointer: string,
  value: Obj,
  reader: SchemaReader,
): { status: string; spec: ResponseSpec; example: unknown }[] {
  const responses = isObject(value.responses) ? value.responses : {};
  if (Object.keys(responses).length === 0) reader.fault(pointer, "the operation has no responses", "describe at least one");
  return Object.keys(responses).map((status) => {
    const at = resolve(root, `${pointer}/responses/${escapeSegment(status)}`);
    const schema = componentOf(root, at, reader);
    const example = exampleOf(root, at);
    return { status, spec: schema === undefined ? {} : { schema }, example };
  });
}

/** The first example of a body. */
function exampleOf(root: Obj, pointer: string): unknown {
  const media = mediaOf(lookUp(root, pointer));
  if (!isObject(media?.examples)) return media?.example;
  const first = `${pointer}/content/application~1json/examples/${escapeSegment(Object.keys(media.examples)[0] ?? "")}`;
  const named = lookUp(root, resolve(root, first));
  return isObject(named) ? named.value : undefined;
}

/** Name of the component that a body follows; a body must have a name, so that its type and its checks have one. */
function componentOf(root: Obj, pointer: string, reader: SchemaReader): string | undefined {
  const media = mediaOf(lookUp(root, pointer));
  if (!media) return undefined;
  const reference = isObject(media.schema) ? media.schema.$ref : undefined;
  const name = typeof reference === "string" ? /^#\/components\/schemas\/([A-Za-z][A-Za-z0-9]*)$/.exec(reference)?.[1] : undefined;
  if (name !== undefined && isObject(lookUp(root, `/components/schemas/${name}`))) return name;
  reader.fault(
    `${pointer}/content/application~1json/schema`,
    "the schema of a body has no name",
    "move it to components/schemas and refer to it with $ref",
  );
  return undefined;
}

function mediaOf(value: unknown): Obj | undefined {
  const content = isObject(value) && isObject(value.content) ? value.content : {};
  const media = content["application/json"];
  return isObject(media) ? media : undefined;
}

/** The pointer that a chain of local references ends at. */
function resolve(root: Obj, pointer: string): string {
  let at = pointer;
  for (let i = 0; i < 10; i++) {
    const value = lookUp(root, at);
    const reference = isObject(value) ? value.$ref : undefined;
    if (typeof reference !== "string" || !reference.startsWith("#/")) return at;
    at = reference.slice(1);
  }
  return at;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function firstSentence(text: string): string {
  return (
    text
      .trim()
      .split(/(?<=[.!?])\s+(?=[A-Z`])/)[0]
      ?.replace(/\s+/g, " ") ?? ""
  );
}
