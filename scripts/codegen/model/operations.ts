import { isObject, type Obj } from "../../../src/core/json-equal.js";
import {
  OPERATION_ROLES,
  type Operation,
  type OperationRole,
  type RateLimitSpec,
  type ResponseSpec,
  type Waiter,
} from "../../../src/core/operation.js";
import { escapeSegment } from "../../../src/core/pointer.js";
import { toText } from "../parse/diagnostic.js";
import { type BodySpec, firstExample, readBody } from "./bodies.js";
import { type ParsedParameter, parametersNode, readParameters } from "./parameters.js";
import { followReferences, resolvePointer } from "./references.js";
import type { SchemaNode, SchemaReader } from "./schema.js";

/** An operation of the contract with its parameter schemas and examples. */
export interface OperationModel {
  readonly pointer: string;
  readonly operation: Operation;
  readonly summary: string;
  readonly description: string;
  readonly parameterList: readonly ParsedParameter[];
  /** Name of the object type of all parameters: `Show2DDigitalHumanVideoParameters`. */
  readonly parametersName: string;
  readonly parameters: SchemaNode;
  /** Media types of the bodies by status, or `request` for the request body. */
  readonly mediaTypes: Readonly<Record<string, string>>;
  /** Names of the documented response headers by status. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Documented example bodies by status, or `request` for the request body. */
  readonly examples: Readonly<Record<string, unknown>>;
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

/**
 * Reads the operations in `paths`, in document order, those that the service sends, which are in `webhooks` and `callbacks`, and the body
 * schemas that have keywords beside `$ref`, by name.
 */
export function readOperations(
  root: Obj,
  reader: SchemaReader,
): { operations: OperationModel[]; webhooks: OperationModel[]; bodies: Map<string, SchemaNode> } {
  const bodies = new Map<string, SchemaNode>();
  const ids = new Set<string>();
  const callbacks = new Map<string, string>();
  const readItem = (path: string, at: string, isWebhook: boolean): OperationModel[] => {
    const itemPointer = followReferences(root, at);
    const item = resolvePointer(root, itemPointer);
    if (!isObject(item)) return [];
    return METHODS.flatMap((method) => {
      const pointer = `${itemPointer}/${method}`;
      const value = item[method];
      if (!isObject(value)) return [];
      const id = value.operationId;
      const isValid = typeof id === "string" && /^[a-z][A-Za-z0-9]*$/.test(id);
      if (!isValid) reader.report(pointer, "missing or invalid operationId", "add an operationId in camelCase");
      else if (ids.has(id))
        reader.report(`${pointer}/operationId`, `duplicate operationId ${id}`, "use a unique operationId for each operation");
      const isUsable = isValid && !ids.has(id);
      if (isValid) ids.add(id);
      const source = { root, pointer, itemPointer, path, method, value, id: isValid ? id : "operation", isWebhook };
      const model = readOperation(source, bodies, reader);
      for (const [name, callback] of namesAt(root, `${pointer}/callbacks`))
        for (const [, expression] of namesAt(root, followReferences(root, callback)))
          if (!callbacks.has(expression)) callbacks.set(expression, name);
      return isUsable ? [model] : [];
    });
  };
  const operations = namesAt(root, "/paths").flatMap(([path, at]) => readItem(path, at, false));
  const webhooks = namesAt(root, "/webhooks").flatMap(([name, at]) => readItem(name, at, true));
  // reading a callback can add its own callbacks to the end of the map
  for (const [expression, name] of callbacks) webhooks.push(...readItem(name, expression, true));
  return { operations, webhooks, bodies };
}

/** Returns the names of an object without extensions, each with the pointer of its value. */
function namesAt(root: Obj, pointer: string): [string, string][] {
  const value = resolvePointer(root, pointer);
  const names = Object.keys(isObject(value) ? value : {}).filter((name) => !name.startsWith("x-"));
  return names.map((name) => [name, `${pointer}/${escapeSegment(name)}`]);
}

interface OperationSource {
  readonly root: Obj;
  readonly pointer: string;
  readonly itemPointer: string;
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly value: Obj;
  readonly id: string;
  readonly isWebhook: boolean;
}

function readOperation(source: OperationSource, bodies: Map<string, SchemaNode>, reader: SchemaReader): OperationModel {
  const { root, pointer, itemPointer, path, method, value, id, isWebhook } = source;
  const parameterList = readParameters(root, [itemPointer, pointer], isWebhook ? undefined : path, reader);
  const capitalized = `${id[0]?.toUpperCase()}${id.slice(1)}`;
  const bodyPointer = followReferences(root, `${pointer}/requestBody`);
  const bodyValue = resolvePointer(root, bodyPointer);
  const body = isObject(bodyValue) ? readBody(root, bodyPointer, `${capitalized}Request`, bodies, reader) : undefined;
  if (body && !isWebhook && method === "get")
    reader.report(`${pointer}/requestBody`, "a GET request has no body", "use post, or send the values as parameters");
  const responses = readResponses(root, pointer, capitalized, bodies, reader);
  const withBody = [{ status: "request", body }, ...responses].flatMap(({ status, body: each }) => (each ? [{ status, body: each }] : []));
  const role = readRole(value["x-role"], `${pointer}/x-role`, reader);
  const rate = readRateLimit(value["x-rate-limit"], `${pointer}/x-rate-limit`, reader);
  const waiter = readWaiter(value["x-waiter"], `${pointer}/x-waiter`, reader);
  const security = value.security ?? root.security;
  const operation: Operation = {
    operationId: id,
    ...(role === undefined ? {} : { role }),
    method: method.toUpperCase() as Operation["method"],
    path,
    parameters: parameterList.map(({ parameter }) => parameter),
    ...(body && bodyFields(body, isObject(bodyValue) && bodyValue.required === true, parameterList, pointer, reader)),
    repeatable: value["x-repeatable"] === true,
    ...(rate === undefined ? {} : { rateLimit: rate }),
    security: readSecurity(root, security, value.security ? pointer : "", reader),
    ...(waiter === undefined ? {} : { waiter }),
    responses: Object.fromEntries(
      responses.map(({ status, body: each }): [string, ResponseSpec] => [status, each ? { schema: each.schema } : {}]),
    ),
  };
  return {
    pointer,
    operation,
    summary: toText(value.summary ?? id),
    description: toText(value.description ?? ""),
    parameterList,
    parametersName: `${capitalized}Parameters`,
    parameters: parametersNode(pointer, parameterList),
    mediaTypes: Object.fromEntries(withBody.map(({ status, body: { mediaType } }) => [status, mediaType])),
    headers: Object.fromEntries(responses.map(({ status, headers }) => [status, headers])),
    examples: Object.fromEntries(
      withBody.flatMap(({ status, body: { media } }) => {
        const example = firstExample(root, media);
        return example === undefined ? [] : [[status, example]];
      }),
    ),
  };
}

function readRole(value: unknown, pointer: string, reader: SchemaReader): OperationRole | undefined {
  const role = OPERATION_ROLES.find((known) => known === value);
  if (value !== undefined && role === undefined)
    reader.report(pointer, `unknown role ${JSON.stringify(value)}`, `use one of ${OPERATION_ROLES.join(", ")}`);
  return role;
}

/** Returns the fields of an operation that describe its request body. */
function bodyFields(
  { schema, mediaType }: BodySpec,
  isRequired: boolean,
  parameters: readonly ParsedParameter[],
  pointer: string,
  reader: SchemaReader,
): Pick<Operation, "body" | "bodyName" | "bodyOptional" | "mediaType"> {
  const names = parameters.map(({ parameter }) => parameter.name);
  if (names.includes("body") && names.includes("requestBody"))
    reader.report(pointer, "the parameters body and requestBody leave no name for the request body", "rename one of the parameters");
  return {
    body: schema,
    ...(isRequired ? {} : { bodyOptional: true }),
    ...(names.includes("body") ? { bodyName: "requestBody" } : {}),
    ...(mediaType === "application/json" ? {} : { mediaType }),
  };
}

function readSecurity(root: Obj, value: unknown, pointer: string, reader: SchemaReader): string[][] {
  const alternatives = (Array.isArray(value) ? value : []).filter(isObject);
  const components = isObject(root.components) ? root.components : {};
  const known = isObject(components.securitySchemes) ? components.securitySchemes : {};
  alternatives.forEach((alternative, i) => {
    for (const name of Object.keys(alternative))
      if (!Object.hasOwn(known, name))
        reader.report(`${pointer}/security/${i}/${escapeSegment(name)}`, `undeclared security scheme ${name}`, "add it to securitySchemes");
  });
  return alternatives.map((alternative) => Object.keys(alternative));
}

function readWaiter(value: unknown, pointer: string, reader: SchemaReader): Waiter | undefined {
  if (value === undefined) return undefined;
  const isWaiter =
    isObject(value) &&
    ["property", "result"].every((name) => typeof value[name] === "string") &&
    ["pending", "succeeded", "failed", "canceled", "blocked"].every(
      (name) => Array.isArray(value[name]) && value[name].every((state) => typeof state === "string"),
    );
  if (isWaiter) return value as unknown as Waiter;
  const fix = "write { property, pending, succeeded, failed, canceled, blocked, result }";
  reader.report(pointer, "x-waiter needs the names of two properties and five lists of states", fix);
  return undefined;
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

function readResponses(
  root: Obj,
  pointer: string,
  name: string,
  bodies: Map<string, SchemaNode>,
  reader: SchemaReader,
): { status: string; headers: string[]; body: BodySpec | undefined }[] {
  const responses = resolvePointer(root, `${pointer}/responses`);
  const statuses = isObject(responses) ? Object.keys(responses).filter((status) => !status.startsWith("x-")) : [];
  if (statuses.length === 0) reader.report(pointer, "the operation has no responses", "add at least one response");
  return statuses.map((status) => {
    const at = followReferences(root, `${pointer}/responses/${escapeSegment(status)}`);
    const headers = resolvePointer(root, `${at}/headers`);
    return {
      status,
      headers: Object.keys(isObject(headers) ? headers : {}),
      body: readBody(root, at, `${name}Response${status}`, bodies, reader),
    };
  });
}
