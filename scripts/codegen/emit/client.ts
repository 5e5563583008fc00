import { type Code, code, comment, identifier, join, literal, propertyName } from "../code.js";
import type { Contract } from "../model/contract.js";
import type { OperationModel } from "../model/operations.js";
import { hasRules } from "../model/schema-children.js";
import { block, type GeneratedFile } from "./file.js";

/** Emits `generated/client.ts`: one typed method per operation, with validation of requests and responses. */
export function emitClient(contract: Contract): GeneratedFile {
  const models = contract.operations;
  const schemasWithRules = new Set([...contract.components].filter(([, node]) => hasRules(node)).map(([name]) => name));
  const responses = models.flatMap((model) => (successResponse(model)?.schema ? [successResponse(model)?.schema ?? ""] : []));
  return {
    name: "client.ts",
    purpose: "One typed method per operation, named by operationId.",
    imports: [
      { from: "./operations.js", names: models.map(({ operation }) => operation.operationId) },
      { from: "./parameter-predicates.js", names: models.map(({ parametersName }) => `is${parametersName}`) },
      { from: "./parameter-types.js", names: models.map(({ parametersName }) => parametersName), typeOnly: true },
      { from: "./types.js", names: [...new Set(responses)], typeOnly: true },
      { from: "../src/core/operation-call.js", names: ["ApiPromise", "CallOptions", "OperationCaller"], typeOnly: true },
    ],
    statements: [
      block([
        comment(["Methods of the client, one per operation."]),
        code`export interface Methods {\n${models.map(signature)}\n}`,
        code``,
        comment(["Creates the methods. `invoke` sends a call and validates it with the given validators."]),
        code`export function createMethods(invoke: OperationCaller): Methods {\nreturn {\n${models.map((model) => method(model, schemasWithRules))}\n};\n}`,
      ]),
    ],
  };
}

/** Emits `generated/parameter-types.ts`: the parameter object of each operation. */
export function emitParameterTypes({ operations }: Contract): GeneratedFile {
  const bodies = operations.flatMap(({ operation }) => (operation.body === undefined ? [] : [operation.body]));
  return {
    name: "parameter-types.ts",
    purpose: "Parameter objects of the operations.",
    imports: [{ from: "./types.js", names: [...new Set([...bodies, "operations"])], typeOnly: true }],
    statements: operations.map(parameters),
  };
}

/** Emits the parameter object of an operation. Parameters with a client option are optional. */
function parameters({ operation, parametersName, parameterSummaries }: OperationModel): Code {
  const fields = operation.parameters.map((parameter) => {
    const type = code`NonNullable<operations[${literal(operation.operationId)}]["parameters"][${literal(parameter.in)}]>[${literal(parameter.name)}]`;
    const isRequired = parameter.required && !parameter.clientOption;
    return block([
      comment([parameterSummaries.get(parameter.name) ?? ""]),
      code`${propertyName(parameter.name)}${isRequired ? code`` : code`?`}: ${type};`,
    ]);
  });
  const body = operation.body === undefined ? [] : [block([comment(["Request body."]), code`body: ${identifier(operation.body)};`])];
  return block([
    comment([`Parameters of ${operation.operationId}, by wire name.`]),
    code`export interface ${identifier(parametersName)} {\n${[...fields, ...body]}\n}`,
  ]);
}

function signature({ operation, parametersName, summary, description }: OperationModel): Code {
  const lines = [summary.replace(/\.?$/, "."), "", ...description.trim().split("\n"), "", `\`${operation.method} ${operation.path}\``];
  const optional = operation.parameters.every((parameter) => !parameter.required || parameter.clientOption) && operation.body === undefined;
  const parameterList = optional ? code`parameters?: ${identifier(parametersName)}` : code`parameters: ${identifier(parametersName)}`;
  return block([
    comment(lines),
    code`${identifier(operation.operationId)}(${parameterList}, options?: CallOptions): ApiPromise<${responseType(successResponse({ operation }))}>;`,
  ]);
}

function method({ operation, parametersName }: OperationModel, schemasWithRules: ReadonlySet<string>): Code {
  const id = identifier(operation.operationId);
  const success = successResponse({ operation });
  const call = [
    code`operation: ${id}`,
    code`parameters: { isValid: ${identifier(`is${parametersName}`)}, issues: ${lazyImport("./parameters.js", `validate${parametersName}`)} }`,
    ...(operation.body === undefined ? [] : [code`body: ${lazyValidator(operation.body, schemasWithRules)}`]),
    ...(success?.schema === undefined ? [] : [code`response: ${lazyValidator(success.schema, schemasWithRules)}`]),
  ];
  const optional = operation.parameters.every((parameter) => !parameter.required || parameter.clientOption) && operation.body === undefined;
  const parameters = optional ? code`parameters = {}` : code`parameters`;
  return code`${id}: (${parameters}, options) => invoke({ ${join(call, ", ")} }, { ...parameters }, options),`;
}

/** Emits the validators of a component as dynamic imports, so that each part is loaded only when needed. */
function lazyValidator(component: string, schemasWithRules: ReadonlySet<string>): Code {
  const parts = [
    code`isValid: ${lazyImport("./predicates.js", `is${component}`)}`,
    code`issues: ${lazyImport("./validators.js", `validate${component}`)}`,
    ...(schemasWithRules.has(component) ? [code`rules: ${lazyImport("./rules.js", `check${component}WithRules`)}`] : []),
  ];
  return code`{ ${join(parts, ", ")} }`;
}

function lazyImport(module: string, exportName: string): Code {
  const name = identifier(exportName);
  return code`() => import(${literal(module)}).then(({ ${name} }) => ${name})`;
}

function successResponse({ operation }: Pick<OperationModel, "operation">): { schema?: string } | undefined {
  const status = Object.keys(operation.responses).find((key) => /^2/.test(key));
  return status === undefined ? undefined : operation.responses[status];
}

function responseType(success: { schema?: string } | undefined): Code {
  return success?.schema === undefined ? code`undefined` : identifier(success.schema);
}
