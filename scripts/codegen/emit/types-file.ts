import {
  addJSDocComment,
  astToString,
  type GlobalContext,
  type SchemaObject,
  type TransformNodeOptions,
  transformSchema,
  transformSchemaObject,
} from "openapi-typescript";
import ts from "typescript";
import { toIdentifierPart } from "../code.js";
import type { Contract } from "../model/contract.js";
import type { OperationModel } from "../model/operations.js";
import type { SchemaNode } from "../model/schema.js";
import { withDescendants } from "../model/schema-children.js";
import { GENERATED_BY, modulePath } from "./file.js";
import { RESERVED_MODULE_NAMES } from "./names.js";
import { documentation, isReference, namedType, objectOf, type TypeOptions, type TypeSchema, typeSchema, union } from "./type-schema.js";

/**
 * Emits `generated/types.ts` with openapi-typescript: the types of all components and parameter objects, and `paths`, `operations` and
 * `components` as openapi-fetch expects them. It only gets what the model contains, so that it reads nothing else.
 */
export function emitTypes(contract: Contract, runtime: string): string {
  const { components, operations, webhooks } = contract;
  const names = typeNames(contract);
  const options = { nameOf: nameType(names), hasOpenEnums: true };
  const closed = { ...options, hasOpenEnums: false };
  const document = {
    types: {
      ...Object.fromEntries([...names].map(([node, name]) => [name, { ...typeSchema(node, options), ...documentation(node) }])),
      ...Object.fromEntries(operations.map((model) => [model.parametersName, parametersSchema(model, closed)])),
    },
    components: { schemas: Object.fromEntries([...components.keys()].map((name) => [name, namedType(name)])) },
    paths: pathsObject(operations, closed),
    webhooks: pathsObject(webhooks, closed),
  };
  const text = print(document);
  const symbol = "Unrecognized";
  const imports = `import type { ${symbol} } from "${modulePath("validation/unknown-enum-value", runtime)}";\n\n`;
  return `${GENERATED_BY}\n// Types of all schemas, parameters and operations.\n${text.includes(symbol) ? imports : "\n"}${text}`;
}

/** Returns the names of the schemas that have a type of their name: components, and other targets of references. */
function typeNames({ components, operations, webhooks }: Contract): ReadonlyMap<SchemaNode, string> {
  const parameters = [...operations, ...webhooks].flatMap(({ parameterList }) => parameterList.map(({ node }) => node));
  const names = new Map<SchemaNode, string>();
  const used = new Set([...components.keys(), ...operations.map(({ parametersName }) => parametersName), ...RESERVED_MODULE_NAMES]);
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

/** Returns names of types. A chain of references has the name of its last schema, because TypeScript limits the depth of aliases. */
function nameType(names: ReadonlyMap<SchemaNode, string>): TypeOptions["nameOf"] {
  return (node) => {
    let last = node;
    while (isReference(last) && last.target) last = last.target;
    return names.get(last) ?? "unknown";
  };
}

/** Returns the parameter object of an operation. Parameters with a client option are optional. */
function parametersSchema({ operation, parameterList }: OperationModel, options: TypeOptions): TypeSchema {
  const { body, bodyName = "body", bodyOptional = false, operationId } = operation;
  const members = [
    ...parameterList.map(({ parameter, summary, node }) => ({
      name: parameter.name,
      title: summary,
      isRequired: parameter.required && parameter.clientOption === undefined,
      type: typeSchema(node, options),
    })),
    ...(body === undefined ? [] : [{ name: bodyName, title: "Request body.", isRequired: !bodyOptional, type: namedType(body) }]),
  ];
  const properties = members.map(({ name, title, isRequired, type }) => {
    return [name, { ...(isRequired ? type : union([type, namedType("undefined")])), title }] as const;
  });
  const required = members.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return { ...objectOf(Object.fromEntries(properties), required), title: `Parameters of ${operationId}, by wire name.` };
}

function pathsObject(models: readonly OperationModel[], options: TypeOptions): Record<string, object> {
  const paths = new Map<string, [string, object][]>();
  for (const model of models) {
    const { path, method } = model.operation;
    paths.set(path, [...(paths.get(path) ?? []), [method.toLowerCase(), operationObject(model, options)]]);
  }
  return Object.fromEntries([...paths].map(([path, methods]) => [path, Object.fromEntries(methods)]));
}

function operationObject({ operation, summary, parameterList, mediaTypes, headers }: OperationModel, options: TypeOptions): object {
  const content = (schema: string, status: string): object => ({ content: { [mediaTypes[status] ?? ""]: { schema: namedType(schema) } } });
  const responses = Object.entries(operation.responses).map(([status, { schema }]) => {
    const headerObjects = (headers[status] ?? []).map((name) => [name, { schema: { type: "string" } }]);
    return [status, { headers: Object.fromEntries(headerObjects), ...(schema !== undefined && content(schema, status)) }];
  });
  return {
    operationId: operation.operationId,
    summary,
    parameters: parameterList.map(({ parameter: { name, in: location, required }, summary: title, node }) => {
      return { name, in: location, required, title, schema: typeSchema(node, options) };
    }),
    ...(operation.body !== undefined && { requestBody: { required: !operation.bodyOptional, ...content(operation.body, "request") } }),
    responses: Object.fromEntries(responses),
  };
}

/** The part of an OpenAPI document that openapi-typescript converts, and the schemas of the named types. */
interface TypesDocument {
  readonly types: Readonly<Record<string, TypeSchema>>;
  readonly components: object;
  readonly paths: object;
  readonly webhooks: object;
}

/** Prints the types. openapi-typescript decodes percent signs in names, which fails for some, so that they are replaced until then. */
function print(document: TypesDocument): string {
  const json = JSON.stringify(document);
  let percent = "<25>";
  while (json.includes(percent)) percent = `<${percent}>`;
  const { types, ...rest } = json.includes("%") ? (JSON.parse(json.replaceAll("%", percent)) as TypesDocument) : document;
  const context = createContext();
  const aliases = Object.entries(types).map(([name, schema]) => {
    const type = convert(schema, { path: `#/${name}`, ctx: context });
    // Printed at once, because the syntax trees of all types take more memory than their text.
    return astToString([documented(schema, ts.factory.createTypeAliasDeclaration([EXPORT], name, undefined, type))]);
  });
  const declarations = transformSchema(rest as Parameters<typeof transformSchema>[0], context).flatMap((node) => {
    if (!ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)) return [];
    const title = TITLES.get(node.name.text);
    // An alias stands for an empty interface, as a `Record`, which can be the name of a component.
    const declaration = ts.isInterfaceDeclaration(node) ? node : ts.factory.createInterfaceDeclaration([EXPORT], node.name, [], [], []);
    return title === undefined ? [] : [astToString([documented({ title }, declaration)])];
  });
  return [...aliases, ...declarations]
    .join("\n")
    .replace(/[\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`)
    .replaceAll(percent, "%")
    .replace(/^( *\* ) {4}/gm, "$1")
    .replace(/^(?: {4})+/gm, (indent) => indent.slice(indent.length / 2))
    .replace(/[ \t]+$/gm, "");
}

const EXPORT = ts.factory.createModifier(ts.SyntaxKind.ExportKeyword);

const TITLES = new Map([
  ["components", "Schemas by name."],
  ["operations", "Parameters and bodies by operationId."],
  ["paths", "Operations by path and method."],
  ["webhooks", "Requests that the service sends, by name and method."],
]);

function documented<T extends ts.Node>(schema: TypeSchema, node: T): T {
  addJSDocComment(schema, node as unknown as ts.PropertySignature);
  return node;
}

/** The defaults of openapi-typescript, without its linter, its bundler and its handling of discriminators, which would narrow types. */
function createContext(): GlobalContext {
  return {
    ...{ additionalProperties: false, alphabetize: false, arrayLength: false, defaultNonNullable: false, emptyObjectsUnknown: false },
    ...{ enum: false, enumValues: false, conditionalEnums: false, dedupeEnums: false, excludeDeprecated: false, exportType: false },
    ...{ immutable: false, pathParamsAsTypes: false, propertiesRequiredByDefault: false, rootTypes: false, silent: true },
    ...{ rootTypesNoSchemaPrefix: false, rootTypesKeepCasing: false, makePathsEnum: false, generatePathParams: false },
    readWriteMarkers: false,
    discriminators: { objects: {}, refsHandled: [] },
    injectFooter: [],
    redoc: {} as GlobalContext["redoc"],
    resolve: () => undefined,
    transform: tupleType,
    transformProperty: undefined,
    postTransform: undefined,
  };
}

const convert = (schema: TypeSchema, options: TransformNodeOptions): ts.TypeNode => transformSchemaObject(schema as SchemaObject, options);

/** Converts arrays with `prefixItems`, which openapi-typescript takes as arrays of exactly these elements: shorter and longer ones are valid. */
function tupleType(schema: object, options: TransformNodeOptions): ts.TypeNode | undefined {
  const { prefixItems, items, minItems } = schema as { prefixItems?: TypeSchema[]; items?: TypeSchema; minItems: number };
  if (prefixItems === undefined) return undefined;
  const rest = items && ts.factory.createArrayTypeNode(convert(items, options));
  const first = prefixItems.map((item, i) => {
    const type = convert(item, options);
    return i < minItems ? type : ts.factory.createOptionalTypeNode(type);
  });
  if (first.length === 0 && rest) return rest;
  return ts.factory.createTupleTypeNode([...first, ...(rest ? [ts.factory.createRestTypeNode(rest)] : [])]);
}
