import { isObject, type Obj } from "../../../src/core/json-equal.js";
import {
  OPERATION_ROLES,
  type Operation,
  type OperationRole,
  type Parameter,
  type ParameterLocation,
  type RateLimitSpec,
  type ResponseSpec,
  type Waiter,
} from "../../../src/core/operation.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { resolvePointer } from "./references.js";
import { type SchemaNode, type SchemaReader, sourceOf } from "./schema.js";

/** An operation of the contract with its parameter schemas and examples. */
export interface OperationModel {
  readonly pointer: string;
  readonly operation: Operation;
  readonly summary: string;
  readonly description: string;
  /** First sentence of each parameter's description, by name. */
  readonly parameterSummaries: ReadonlyMap<string, string>;
  /** Name of the object type of all parameters: `Show2DDigitalHumanVideoParameters`. */
  readonly parametersName: string;
  readonly parameters: SchemaNode;
  /** Documented example bodies by status, or `request` for the request body. */
  readonly examples: Readonly<Record<string, unknown>>;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/** Reads the operations in `paths`, in document order. */
export function readOperations(root: Obj, reader: SchemaReader): OperationModel[] {
  const operations: OperationModel[] = [];
  const ids = new Set<string>();
  for (const [path, item] of Object.entries(isObject(root.paths) ? root.paths : {})) {
    if (!isObject(item)) continue;
    for (const method of METHODS) {
      const pointer = `/paths/${escapeSegment(path)}/${method}`;
      const value = item[method];
      if (!isObject(value)) continue;
      const id = value.operationId;
      if (typeof id !== "string" || !/^[a-z][A-Za-z0-9]*$/.test(id))
        reader.report(pointer, "missing or invalid operationId", "add an operationId in camelCase");
      else if (ids.has(id))
        reader.report(`${pointer}/operationId`, `duplicate operationId ${id}`, "use a unique operationId for each operation");
      else operations.push(readOperation(root, { pointer, path, method, item, value, id }, reader));
      if (typeof id === "string") ids.add(id);
    }
  }
  return operations;
}

interface OperationSource {
  readonly pointer: string;
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly item: Obj;
  readonly value: Obj;
  readonly id: string;
}

function readOperation(root: Obj, source: OperationSource, reader: SchemaReader): OperationModel {
  const { pointer, path, method, item, value, id } = source;
  const pointers = [
    ...toArray(item.parameters).map((_, i) => `${pointer.slice(0, pointer.lastIndexOf("/"))}/parameters/${i}`),
    ...toArray(value.parameters).map((_, i) => `${pointer}/parameters/${i}`),
  ];
  const parameters = pointers.map((at) => resolveRefs(root, at)).map((at) => readParameter(root, at, reader));
  const names = new Set<string>();
  for (const { parameter, pointer: at } of parameters) {
    if (names.has(parameter.name))
      reader.report(
        at,
        `duplicate parameter name ${parameter.name}`,
        "use unique names; path, query and header parameters are properties of the same object",
      );
    names.add(parameter.name);
  }
  const missing = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? "").filter((name) => !names.has(name));
  for (const name of missing) reader.report(pointer, `undeclared path parameter ${name}`, "add it to parameters");
  const responses = readResponses(root, pointer, value, reader);
  const waiter = value["x-waiter"] as Waiter | undefined;
  const body = isObject(value.requestBody) ? bodyComponentName(root, resolveRefs(root, `${pointer}/requestBody`), reader) : undefined;
  const role = readRole(value["x-role"], `${pointer}/x-role`, reader);
  const rate = readRateLimit(value["x-rate-limit"], `${pointer}/x-rate-limit`, reader);
  const operation: Operation = {
    operationId: id,
    ...(role === undefined ? {} : { role }),
    method: method.toUpperCase() as Operation["method"],
    path,
    parameters: parameters.map(({ parameter }) => parameter),
    ...(body === undefined ? {} : { body }),
    repeatable: value["x-repeatable"] === true,
    ...(rate === undefined ? {} : { rateLimit: rate }),
    security: toArray(value.security ?? root.security).map((alternative) => Object.keys(isObject(alternative) ? alternative : {})),
    ...(waiter === undefined ? {} : { waiter }),
    responses: Object.fromEntries(responses.map(({ status, spec }) => [status, spec])),
  };
  return {
    pointer,
    operation,
    summary: String(value.summary ?? id),
    description: String(value.description ?? ""),
    parameterSummaries: new Map(parameters.map(({ parameter, summary }) => [parameter.name, summary])),
    parametersName: `${id[0]?.toUpperCase()}${id.slice(1)}Parameters`,
    parameters: parametersNode(pointer, parameters),
    examples: Object.fromEntries(
      [
        { status: "request", example: body === undefined ? undefined : firstExample(root, resolveRefs(root, `${pointer}/requestBody`)) },
        ...responses,
      ].flatMap(({ status, example }) => (example === undefined ? [] : [[status, example]])),
    ),
  };
}

function readRole(value: unknown, pointer: string, reader: SchemaReader): OperationRole | undefined {
  const role = OPERATION_ROLES.find((known) => known === value);
  if (value !== undefined && role === undefined)
    reader.report(pointer, `unknown role ${JSON.stringify(value)}`, `use one of ${OPERATION_ROLES.join(", ")}`);
  return role;
}

/** Reads `x-rate-limit` without its source, which is documentation only. */
function readRateLimit(value: unknown, pointer: string, reader: SchemaReader): RateLimitSpec | undefined {
  if (value === undefined) return undefined;
  const { perSecond, regions } = isObject(value) ? value : {};
  const rates = [perSecond, ...Object.values(isObject(regions) ? regions : {})];
  if (!rates.every((rate) => typeof rate === "number" && rate > 0)) {
    reader.report(
      pointer,
      "x-rate-limit needs perSecond: a positive number of requests per second",
      "write { perSecond: 10, regions: { cn-north-4: 20 }, source: … }",
    );
    return undefined;
  }
  return { perSecond: perSecond as number, ...(isObject(regions) && { regions: regions as Record<string, number> }) };
}

interface ParsedParameter {
  readonly pointer: string;
  readonly parameter: Parameter;
  /** First sentence of the description. */
  readonly summary: string;
  readonly node: SchemaNode;
}

function readParameter(root: Obj, pointer: string, reader: SchemaReader): ParsedParameter {
  const value = resolvePointer(root, pointer);
  const { name, in: location, schema } = isObject(value) ? value : {};
  if (typeof name !== "string" || !["path", "query", "header"].includes(String(location))) {
    reader.report(pointer, "a parameter needs name and in", "add name, and in: path, query or header");
  }
  if (!isObject(schema)) reader.report(pointer, `the parameter ${name} has no schema`, "add schema: { type: string }");
  const node = reader.read(`${pointer}/schema`, schema ?? {}, isObject(value) ? sourceOf(value, "implied") : "implied");
  const type = node.keywords.get("type") ?? node.target?.keywords.get("type");
  if (!["string", "integer", "number", "boolean", "array"].includes(String(type)))
    reader.report(
      `${pointer}/schema`,
      `the parameter ${name} has no single serializable type`,
      "set type to string, integer, number, boolean or array",
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
  return { pointer, parameter, summary: isObject(value) ? firstSentence(String(value.description ?? "")) : "", node };
}

/** Combines the parameters into one object schema, so that they are validated like bodies. */
function parametersNode(pointer: string, parameters: readonly ParsedParameter[]): SchemaNode {
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
  if (Object.keys(responses).length === 0) reader.report(pointer, "the operation has no responses", "add at least one response");
  return Object.keys(responses).map((status) => {
    const at = resolveRefs(root, `${pointer}/responses/${escapeSegment(status)}`);
    const schema = bodyComponentName(root, at, reader);
    const example = firstExample(root, at);
    return { status, spec: schema === undefined ? {} : { schema }, example };
  });
}

/** Returns the first example of a body. */
function firstExample(root: Obj, pointer: string): unknown {
  const media = jsonMediaType(resolvePointer(root, pointer));
  if (!isObject(media?.examples)) return media?.example;
  const first = `${pointer}/content/application~1json/examples/${escapeSegment(Object.keys(media.examples)[0] ?? "")}`;
  const named = resolvePointer(root, resolveRefs(root, first));
  return isObject(named) ? named.value : undefined;
}

/** Returns the component name of a body schema. Its type and validators are named after the component. */
function bodyComponentName(root: Obj, pointer: string, reader: SchemaReader): string | undefined {
  const media = jsonMediaType(resolvePointer(root, pointer));
  if (!media) return undefined;
  const reference = isObject(media.schema) ? media.schema.$ref : undefined;
  const name = typeof reference === "string" ? /^#\/components\/schemas\/([A-Za-z][A-Za-z0-9]*)$/.exec(reference)?.[1] : undefined;
  if (name !== undefined && isObject(resolvePointer(root, `/components/schemas/${name}`))) return name;
  reader.report(
    `${pointer}/content/application~1json/schema`,
    "the body schema is not a component",
    "move it to components/schemas and reference it with $ref",
  );
  return undefined;
}

function jsonMediaType(value: unknown): Obj | undefined {
  const content = isObject(value) && isObject(value.content) ? value.content : {};
  const media = content["application/json"];
  return isObject(media) ? media : undefined;
}

/** Follows a chain of local references and returns the final pointer. */
function resolveRefs(root: Obj, pointer: string): string {
  let at = pointer;
  for (let i = 0; i < 10; i++) {
    const value = resolvePointer(root, at);
    const reference = isObject(value) ? value.$ref : undefined;
    if (typeof reference !== "string" || !reference.startsWith("#/")) return at;
    at = reference.slice(1);
  }
  return at;
}

function toArray(value: unknown): readonly unknown[] {
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
