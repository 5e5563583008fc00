import { type Code, code, identifier, imported, importedType, join, literal, propertyName } from "../code.js";
import type { Contract } from "../model/contract.js";
import type { OperationModel } from "../model/operations.js";
import { hasRules } from "../model/schema-children.js";
import { constDeclaration, type Declaration, functionDeclaration, type GeneratedFile, interfaceDeclaration, type Member } from "./file.js";

/** Emits `generated/client.ts`: one typed method per operation. */
export function emitClient(contract: Contract): GeneratedFile {
  const models = contract.operations;
  return {
    name: "client.ts",
    purpose: "One typed method per operation, named by operationId.",
    declarations: [
      interfaceDeclaration({
        name: "Methods",
        isExported: true,
        docs: ["Methods of the client, one per operation."],
        members: models.map(signature),
      }),
      functionDeclaration({
        name: "createMethods",
        isExported: true,
        docs: ["Creates the methods. `invoke` validates and sends a call."],
        parameters: { invoke: importedType("OperationCaller", "core/operation-call") },
        returnType: code`Methods`,
        body: code`return {\n${models.map(method)}\n};`,
      }),
    ],
  };
}

/** Emits `generated/operation-validators.ts`, a separate module, because the first load does not need it. */
export function emitOperationValidators(contract: Contract): GeneratedFile {
  const schemasWithRules = new Set([...contract.components].filter(([, node]) => hasRules(node)).map(([name]) => name));
  return {
    name: "operation-validators.ts",
    purpose: "Validators of the parameters and bodies of each operation.",
    declarations: [
      constDeclaration({
        name: "operationValidators",
        isExported: true,
        docs: ["Validators by operationId."],
        type: code`Readonly<Record<string, ${importedType("OperationValidators", "core/operation-call")}>>`,
        value: code`{\n${contract.operations.map((model) => validatorsOf(model, schemasWithRules))}\n}`,
      }),
    ],
  };
}

/** Emits `generated/parameter-types.ts`: the parameter object of each operation. */
export function emitParameterTypes({ operations }: Contract): GeneratedFile {
  return {
    name: "parameter-types.ts",
    purpose: "Parameter objects of the operations.",
    declarations: operations.map(parametersInterface),
  };
}

/** Emits the parameter object of an operation. Parameters with a client option are optional. */
function parametersInterface({ operation, parametersName, parameterSummaries }: OperationModel): Declaration {
  const operations = importedType("operations", "./types");
  const fields = operation.parameters.map((parameter): Member => {
    const type = code`NonNullable<${operations}[${literal(operation.operationId)}]["parameters"][${literal(parameter.in)}]>[${literal(parameter.name)}]`;
    return {
      name: propertyName(parameter.name),
      docs: [parameterSummaries.get(parameter.name) ?? ""],
      isOptional: !parameter.required || parameter.clientOption !== undefined,
      type,
    };
  });
  const body: Member[] =
    operation.body === undefined ? [] : [{ name: code`body`, docs: ["Request body."], type: importedType(operation.body, "./types") }];
  return interfaceDeclaration({
    name: parametersName,
    isExported: true,
    docs: [`Parameters of ${operation.operationId}, by wire name.`],
    members: [...fields, ...body],
  });
}

function signature(model: OperationModel): Member {
  const { operation, parametersName, summary, description } = model;
  const success = successResponse(model)?.schema;
  const response = success === undefined ? code`undefined` : importedType(success, "./types");
  return {
    name: identifier(operation.operationId),
    docs: [summary.replace(/\.?$/, "."), "", ...description.trim().split("\n"), "", `\`${operation.method} ${operation.path}\``],
    parameters: [
      { name: "parameters", type: importedType(parametersName, "./parameter-types"), isOptional: isCallableWithoutParameters(model) },
      { name: "options", type: importedType("CallOptions", "core/operation-call"), isOptional: true },
    ],
    type: code`${importedType("ApiPromise", "core/operation-call")}<${response}>`,
  };
}

function method(model: OperationModel): Code {
  const { operationId } = model.operation;
  const parameters = isCallableWithoutParameters(model) ? code`parameters = {}` : code`parameters`;
  return code`${identifier(operationId)}: (${parameters}, options) => invoke(${imported(operationId, "./requests")}, { ...parameters }, options),`;
}

function validatorsOf(model: OperationModel, schemasWithRules: ReadonlySet<string>): Code {
  const { operation, parametersName } = model;
  const success = successResponse(model);
  const isValid = imported(`is${parametersName}`, "./parameter-predicates");
  const validators = [
    code`parameters: { isValid: ${isValid}, issues: ${lazyImport("./parameters.js", `validate${parametersName}`)} }`,
    ...(operation.body === undefined ? [] : [code`body: ${lazyValidator(operation.body, schemasWithRules)}`]),
    ...(success?.schema === undefined ? [] : [code`response: ${lazyValidator(success.schema, schemasWithRules)}`]),
  ];
  return code`${identifier(operation.operationId)}: { ${join(validators, ", ")} },`;
}

function isCallableWithoutParameters({ operation }: OperationModel): boolean {
  return operation.parameters.every((parameter) => !parameter.required || parameter.clientOption) && operation.body === undefined;
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
