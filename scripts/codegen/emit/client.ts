import type { Contract } from "../model/contract.js";
import type { OperationModel } from "../model/operations.js";
import { carriesRules } from "../model/schema-children.js";
import { type Code, code, comment, identifier, join, literal, propertyName } from "./code.js";
import { block, type GeneratedFile } from "./file.js";

/** `generated/client.ts`: one typed method per operation, which checks what goes out and what comes back. */
export function emitClient(contract: Contract): GeneratedFile {
  const models = contract.operations;
  const ruled = new Set([...contract.components].filter(([, node]) => carriesRules(node)).map(([name]) => name));
  const answers = models.flatMap((model) => (successOf(model)?.schema ? [successOf(model)?.schema ?? ""] : []));
  const bodies = models.flatMap(({ operation }) => (operation.body === undefined ? [] : [operation.body]));
  return {
    name: "client.ts",
    purpose: "One typed method per operation of the contract, named by its operationId.",
    imports: [
      { from: "./operations.js", names: models.map(({ operation }) => operation.operationId) },
      { from: "./parameter-predicates.js", names: models.map(({ parametersName }) => `is${parametersName}`) },
      { from: "./types.js", names: [...new Set([...answers, ...bodies, "operations"])], typeOnly: true },
      { from: "../src/core/operation-call.js", names: ["ApiPromise", "CallOptions", "Invoke"], typeOnly: true },
    ],
    statements: [
      ...models.map(parameters),
      block([
        comment(["The methods of the contract, over whatever sends a call."]),
        code`export interface Methods {\n${models.map(signature)}\n}`,
        code``,
        comment(["Makes the methods; `invoke` sends one call and checks it with what it is given."]),
        code`export function createMethods(invoke: Invoke): Methods {\nreturn {\n${models.map((model) => method(model, ruled))}\n};\n}`,
      ]),
    ],
  };
}

/** The parameters of an operation in one object, under their own names; those that an option of the client gives are optional. */
function parameters({ operation, parametersName, parameterTexts }: OperationModel): Code {
  const fields = operation.parameters.map((parameter) => {
    const type = code`NonNullable<operations[${literal(operation.operationId)}]["parameters"][${literal(parameter.in)}]>[${literal(parameter.name)}]`;
    const needed = parameter.required && !parameter.clientOption;
    return block([
      comment([parameterTexts.get(parameter.name) ?? ""]),
      code`${propertyName(parameter.name)}${needed ? code`` : code`?`}: ${type};`,
    ]);
  });
  const body =
    operation.body === undefined ? [] : [block([comment(["The body of the request."]), code`body: ${identifier(operation.body)};`])];
  return block([
    comment([`Parameters of ${operation.operationId}, under the names they travel by.`]),
    code`export interface ${identifier(parametersName)} {\n${[...fields, ...body]}\n}`,
  ]);
}

function signature({ operation, parametersName, summary, description }: OperationModel): Code {
  const lines = [summary.replace(/\.?$/, "."), "", ...description.trim().split("\n"), "", `\`${operation.method} ${operation.path}\``];
  const optional = operation.parameters.every((parameter) => !parameter.required || parameter.clientOption) && operation.body === undefined;
  const given = optional ? code`parameters?: ${identifier(parametersName)}` : code`parameters: ${identifier(parametersName)}`;
  return block([
    comment(lines),
    code`${identifier(operation.operationId)}(${given}, options?: CallOptions): ApiPromise<${answerType(successOf({ operation }))}>;`,
  ]);
}

function method({ operation, parametersName }: OperationModel, ruled: ReadonlySet<string>): Code {
  const id = identifier(operation.operationId);
  const success = successOf({ operation });
  const call = [
    code`operation: ${id}`,
    code`parameters: { holds: ${identifier(`is${parametersName}`)}, issues: ${loaded("./parameters.js", `validate${parametersName}`)} }`,
    ...(operation.body === undefined ? [] : [code`body: ${check(operation.body, ruled)}`]),
    ...(success?.schema === undefined ? [] : [code`response: ${check(success.schema, ruled)}`]),
  ];
  const optional = operation.parameters.every((parameter) => !parameter.required || parameter.clientOption) && operation.body === undefined;
  const parameters = optional ? code`parameters = {}` : code`parameters`;
  return code`${id}: (${parameters}, options) => invoke({ ${join(call, ", ")} }, { ...parameters }, options),`;
}

/** The check of a component, which is loaded part by part by whoever asks for it: a client that nobody listens to never pays for the rules. */
function check(component: string, ruled: ReadonlySet<string>): Code {
  const parts = [
    code`holds: ${loaded("./predicates.js", `is${component}`)}`,
    code`issues: ${loaded("./validators.js", `validate${component}`)}`,
    ...(ruled.has(component) ? [code`rules: ${loaded("./rules.js", `withRulesOf${component}`)}`] : []),
  ];
  return code`{ ${join(parts, ", ")} }`;
}

function loaded(module: string, expected: string): Code {
  const name = identifier(expected);
  return code`() => import(${literal(module)}).then(({ ${name} }) => ${name})`;
}

function successOf({ operation }: Pick<OperationModel, "operation">): { schema?: string } | undefined {
  const status = Object.keys(operation.responses).find((key) => /^2/.test(key));
  return status === undefined ? undefined : operation.responses[status];
}

function answerType(success: { schema?: string } | undefined): Code {
  return success?.schema === undefined ? code`undefined` : identifier(success.schema);
}
