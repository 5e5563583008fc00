import { type Code, code, identifier, join, literal, propertyName, toIdentifierPart } from "../code.js";
import type { Contract } from "../model/contract.js";
import type { OperationModel } from "../model/operations.js";
import type { SchemaNode } from "../model/schema.js";
import { withDescendants } from "../model/schema-children.js";
import { type GeneratedFile, typeDeclaration } from "./file.js";
import { RESERVED_MODULE_NAMES } from "./names.js";
import { documentation, isReference, schemaType, type TypeOptions } from "./ts-type.js";

/** Emits `generated/types.ts`: the types of all components, and `paths`, `operations` and `components` as openapi-fetch expects them. */
export function emitTypes(contract: Contract): GeneratedFile {
  const { components, operations, webhooks } = contract;
  const names = typeNames(contract);
  const nameOf = nameType(names, identifier);
  const schemaOptions = { nameOf, hasOpenEnums: true };
  const schemas = [...components.keys()].map((name) => code`${identifier(name)}: ${identifier(name)};`);
  const models = [...operations, ...webhooks].map(
    (model) => code`${identifier(model.operation.operationId)}: ${operationType(model, { nameOf, hasOpenEnums: false })};`,
  );
  return {
    name: "types.ts",
    purpose: "Types of all schemas and operations.",
    declarations: [
      ...[...names].map(([node, name]) => typeDeclaration({ name, docs: documentation(node), type: schemaType(node, schemaOptions) })),
      typeDeclaration({ name: "components", docs: ["Schemas by name."], type: code`{\nschemas: ${block(schemas)};\n}` }),
      typeDeclaration({ name: "operations", docs: ["Parameters and bodies by operationId."], type: block(models) }),
      typeDeclaration({ name: "paths", docs: ["Operations by path and method."], type: pathsType(operations) }),
      typeDeclaration({ name: "webhooks", docs: ["Requests that the service sends, by name and method."], type: pathsType(webhooks) }),
    ],
  };
}

/** Returns the names of the schemas that have a type of their name: components, and other targets of references. */
export function typeNames({ components, operations, webhooks }: Contract): ReadonlyMap<SchemaNode, string> {
  const parameters = [...operations, ...webhooks].flatMap(({ parameterList }) => parameterList.map(({ node }) => node));
  const names = new Map<SchemaNode, string>();
  const used = new Set([...components.keys(), ...RESERVED_MODULE_NAMES]);
  // Components are read from their own pointers; a component that only exists as a body keeps its own name.
  for (const [name, node] of components) names.set(node, name);
  for (const { target } of withDescendants([...components.values(), ...parameters])) {
    if (!target || names.has(target)) continue;
    let name = toIdentifierPart(target.pointer).replace(/^(?=\d)/, "_");
    while (used.has(name)) name += "_";
    used.add(name);
    names.set(target, name);
  }
  return names;
}

/** Emits names of types. A chain of references has the name of its last schema, because TypeScript limits the depth of aliases. */
export function nameType(names: ReadonlyMap<SchemaNode, string>, emit: (name: string) => Code): TypeOptions["nameOf"] {
  return (node) => {
    let last = node;
    while (isReference(last) && last.target) last = last.target;
    const name = names.get(last);
    return name === undefined ? undefined : emit(name);
  };
}

function pathsType(models: readonly OperationModel[]): Code {
  const byPath = new Map<string, Code[]>();
  for (const { operation } of models) {
    const member = code`${identifierKey(operation.method)}: operations[${literal(operation.operationId)}];`;
    byPath.set(operation.path, [...(byPath.get(operation.path) ?? []), member]);
  }
  return block([...byPath].map(([path, members]) => code`${propertyName(path)}: ${block(members)};`));
}

const identifierKey = (method: string): Code => propertyName(method.toLowerCase());

function operationType(model: OperationModel, options: TypeOptions): Code {
  const { operation, parameterList, mediaTypes } = model;
  const content = (schema: string | undefined, status: string): Code =>
    schema === undefined ? code`content?: never;` : code`content: { ${literal(mediaTypes[status])}: ${identifier(schema)} };`;
  const groups = (["path", "query", "header"] as const).map((location) => {
    const group = parameterList.filter(({ parameter }) => parameter.in === location);
    const members = group.map(
      ({ parameter, node }) => code`${propertyName(parameter.name)}${optional(!parameter.required)}: ${schemaType(node, options)};`,
    );
    return code`${propertyName(location)}${optional(!group.some(({ parameter }) => parameter.required))}: ${group.length > 0 ? block(members) : code`never`};`;
  });
  const responses = Object.entries(operation.responses).map(([status, { schema }]) => {
    const headers = (model.headers[status] ?? []).map((name) => code`${propertyName(name)}?: string`);
    const headersType = code`{ ${join([...headers, code`[name: string]: unknown`], "; ")} }`;
    return code`${statusKey(status)}: { headers: ${headersType}; ${content(schema, status)} };`;
  });
  const body =
    operation.body === undefined
      ? code`requestBody?: never;`
      : code`requestBody${optional(operation.bodyOptional === true)}: { ${content(operation.body, "request")} };`;
  return block([code`parameters: ${block([...groups, code`cookie?: never;`])};`, body, code`responses: ${block(responses)};`]);
}

/** openapi-fetch expects statuses as numbers. */
const statusKey = (status: string): Code => (/^\d+$/.test(status) ? code`${Number(status)}` : propertyName(status));

const optional = (isOptional: boolean): Code => (isOptional ? code`?` : code``);

function block(members: readonly Code[]): Code {
  return members.length === 0 ? code`{}` : code`{\n${members}\n}`;
}
