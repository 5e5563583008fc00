import { isObject, type Obj } from "../../../src/core/json-equal.js";
import type { Contract } from "../model/contract.js";
import { objectAt } from "../model/contract.js";
import { propertiesOf } from "../model/schema-children.js";
import { type Code, code, comment, identifier, join, literal } from "./code.js";
import { block, type GeneratedFile } from "./file.js";

/** `generated/operations.ts`: what client, sandbox and CLI read of the contract at run time. */
export function emitOperations(contract: Contract): GeneratedFile {
  const root = contract.document.value as Obj;
  const operations = contract.operations.map(({ operation, summary }) =>
    declare(operation.operationId, `${summary} (${operation.method} ${operation.path})`, literal(operation), code` satisfies Operation`),
  );
  const names = contract.operations.map(({ operation }) => identifier(operation.operationId));
  const { title, version } = objectAt(root, "info");
  return {
    name: "operations.ts",
    purpose: "Operations, servers, security schemes and aliases of the contract, as data.",
    imports: [{ from: "../src/core/operation.js", names: ["Operation"], typeOnly: true }],
    statements: [
      ...operations,
      block([comment(["Every operation by its operationId."]), code`export const operations = { ${join(names, ", ")} } as const;`]),
      declare("servers", "Where the service runs, by region id.", literal(serversOf(root))),
      declare("securitySchemes", "The headers that authenticate a request, by the name of their scheme.", literal(schemesOf(root))),
      declare("aliases", "Other spellings of enum values: component, property, spelling, documented value.", literal(aliasesOf(contract))),
      declare(
        "contract",
        "Which contract this is, and from which page it was written.",
        literal({ title, version, page: objectAt(root, "info", "x-page") }),
      ),
    ],
  };
}

/** `generated/error-codes.ts`: what the contract knows of error codes; a module of its own, for those who meet an error. */
export function emitErrorCodes(contract: Contract): GeneratedFile {
  const codes = literal(objectAt(contract.document.value, "x-error-codes"));
  return {
    name: "error-codes.ts",
    purpose: "What is known of the error codes of the service and its gateway.",
    imports: [],
    statements: [declare("errorCodes", "Status, meaning, hint and source by error code.", codes)],
  };
}

/** `generated/examples.ts`: the documented example of each body. */
export function emitExamples(contract: Contract): GeneratedFile {
  const examples = Object.fromEntries(contract.operations.map((model) => [model.operation.operationId, model.examples]));
  return {
    name: "examples.ts",
    purpose: "The documented example of each body, by operationId and status; that of the request body as `request`.",
    imports: [],
    statements: [
      declare("examples", "Example bodies by operationId and status (or `request`), as the contract gives them.", literal(examples)),
    ],
  };
}

function declare(name: string, text: string, value: Code, check: Code = code``): Code {
  return block([comment([text]), code`export const ${identifier(name)} = ${value} as const${check};`]);
}

function serversOf(root: Obj): Record<string, { url: string }> {
  const servers = Array.isArray(root.servers) ? root.servers.filter(isObject) : [];
  return Object.fromEntries(servers.map((server) => [String(server["x-region"] ?? server.url), { url: String(server.url) }]));
}

function schemesOf(root: Obj): Record<string, unknown> {
  const schemes = Object.entries(objectAt(root, "components", "securitySchemes"));
  return Object.fromEntries(
    schemes.flatMap(([name, scheme]) => (isObject(scheme) ? [[name, { type: scheme.type, in: scheme.in, name: scheme.name }]] : [])),
  );
}

function aliasesOf(contract: Contract): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const [component, node] of contract.components) {
    for (const [name, property] of propertiesOf(node)) {
      const aliases = property.node.keywords.get("x-aliases");
      if (aliases) found[component] = { ...found[component], [name]: aliases };
    }
  }
  return found;
}
