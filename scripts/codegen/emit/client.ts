import { type Code, code, identifier, imported, importedType, join, literal, propertyName } from "../code.js";
import type { Contract } from "../model/contract.js";
import type { OperationModel } from "../model/operations.js";
import type { SchemaNode } from "../model/schema.js";
import { hasRules } from "../model/schema-children.js";
import { constDeclaration, documented, functionDeclaration, type GeneratedFile } from "./file.js";

/** Emits `generated/client.ts`: one typed method per operation. */
export function emitClient(contract: Contract): GeneratedFile {
  const models = contract.operations;
  return {
    name: "client.ts",
    purpose: "One typed method per operation, named by operationId.",
    declarations: [
      documented(
        { isExported: true, docs: ["Methods of the client, one per operation."] },
        code`interface Methods {\n${models.map(signature)}\n}`,
      ),
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
export function emitOperationValidators(
  contract: Contract,
  triggersOf: (node: SchemaNode) => readonly string[] | undefined,
): GeneratedFile {
  const withRules = [...contract.components].filter(([, node]) => hasRules(node));
  const triggers: Triggers = new Map(withRules.map(([name, node]) => [name, triggersOf(node)]));
  return {
    name: "operation-validators.ts",
    purpose: "Validators of the parameters and bodies of each operation.",
    declarations: [
      constDeclaration({
        name: "operationValidators",
        isExported: true,
        docs: ["Validators by operationId."],
        type: code`Readonly<Record<string, ${importedType("OperationValidators", "core/operation-call")}>>`,
        value: code`{\n${contract.operations.map((model) => validatorsOf(model, triggers))}\n}`,
      }),
    ],
  };
}

function signature(model: OperationModel): Code {
  const { operation, parametersName, summary, description } = model;
  const bodies = successResponses(model).map(({ schema }) => (schema === undefined ? code`undefined` : importedType(schema, "./types")));
  const response = bodies.length === 0 ? code`undefined` : join([...new Map(bodies.map((body) => [body.text, body])).values()], " | ");
  const docs = [summary.replace(/\.?$/, "."), "", ...description.trim().split("\n"), "", `\`${operation.method} ${operation.path}\``];
  const parameters = code`parameters${isCallableWithoutParameters(model) ? code`?` : code``}: ${importedType(parametersName, "./types")}`;
  const type = (name: string): Code => importedType(name, "core/operation-call");
  const declaration = code`${identifier(operation.operationId)}(${parameters}, options?: ${type("CallOptions")}): ${type("ApiPromise")}<${response}>;`;
  return documented({ docs }, declaration);
}

function method(model: OperationModel): Code {
  const { operationId } = model.operation;
  const parameters = isCallableWithoutParameters(model) ? code`parameters = {}` : code`parameters`;
  return code`${identifier(operationId)}: (${parameters}, options) => invoke(${imported(operationId, "./requests")}, { ...parameters }, options),`;
}

/** The properties without which a component breaks no rule, by the names of the components with rules. */
type Triggers = ReadonlyMap<string, readonly string[] | undefined>;

function validatorsOf(model: OperationModel, triggers: Triggers): Code {
  const { operation, parametersName } = model;
  const responses = successResponses(model).flatMap(({ status, schema }) =>
    schema === undefined ? [] : [code`${propertyName(status)}: ${lazyValidator(schema, triggers)}`],
  );
  const isValid = imported(`is${parametersName}`, "./parameter-predicates");
  const validators = [
    code`parameters: { isValid: ${isValid}, issues: ${lazyImport("./parameters.js", `validate${parametersName}`)} }`,
    ...(operation.body === undefined ? [] : [code`body: ${lazyValidator(operation.body, triggers)}`]),
    ...(responses.length === 0 ? [] : [code`responses: { ${join(responses, ", ")} }`]),
  ];
  return code`${identifier(operation.operationId)}: { ${join(validators, ", ")} },`;
}

function isCallableWithoutParameters({ operation }: OperationModel): boolean {
  const isBodyOptional = operation.body === undefined || operation.bodyOptional === true;
  return operation.parameters.every((parameter) => !parameter.required || parameter.clientOption) && isBodyOptional;
}

/** Emits the validators of a component as dynamic imports, so that each part is loaded only when needed. */
function lazyValidator(component: string, triggers: Triggers): Code {
  const ruleProperties = triggers.get(component);
  const parts = [
    code`isValid: ${lazyImport("./predicates.js", `is${component}`)}`,
    code`issues: ${lazyImport("./validators.js", `validate${component}`)}`,
    ...(triggers.has(component) ? [code`rules: ${lazyImport("./rules.js", `check${component}WithRules`)}`] : []),
    ...(ruleProperties === undefined ? [] : [code`ruleProperties: ${literal(ruleProperties)}`]),
  ];
  return code`{ ${join(parts, ", ")} }`;
}

function lazyImport(module: string, exportName: string): Code {
  const name = identifier(exportName);
  return code`() => import(${literal(module)}).then(({ ${name} }) => ${name})`;
}

/** Returns the responses whose bodies a method returns: those with a status of 2xx, or the default one. */
function successResponses({ operation }: OperationModel): { status: string; schema?: string }[] {
  const responses = Object.entries(operation.responses).map(([status, spec]) => ({ status, ...spec }));
  const successes = responses.filter(({ status }) => status.startsWith("2"));
  return successes.length > 0 ? successes : responses.filter(({ status }) => status === "default");
}
