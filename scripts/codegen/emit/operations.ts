import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { type Code, code, identifier, importedType, join, literal } from "../code.js";
import type { Contract } from "../model/contract.js";
import { objectAt } from "../model/contract.js";
import { propertiesOf } from "../model/schema-children.js";
import { constDeclaration, type Declaration, type GeneratedFile } from "./file.js";

/** Emits `generated/operations.ts`: contract data used by client, sandbox and CLI at run time. */
export function emitOperations(contract: Contract): GeneratedFile {
  const root = contract.document.value as Obj;
  const operations = contract.operations.map(({ operation, summary }) =>
    declareConst(
      operation.operationId,
      `${summary} (${operation.method} ${operation.path})`,
      literal(operation),
      code` satisfies ${importedType("Operation", "core/operation")}`,
    ),
  );
  const names = contract.operations.map(({ operation }) => identifier(operation.operationId));
  const { title, version } = objectAt(root, "info");
  return {
    name: "operations.ts",
    purpose: "Operations, servers, security schemes and enum aliases as data.",
    declarations: [
      ...operations,
      declareConst("operations", "All operations by operationId.", code`{ ${join(names, ", ")} }`),
      declareConst("servers", "Endpoints by region ID.", literal(serversOf(root))),
      declareConst("securitySchemes", "Authentication headers by security scheme.", literal(schemesOf(root))),
      declareConst("aliases", "Aliases of enum values: component, property, alias, documented value.", literal(aliasesOf(contract))),
      declareConst(
        "contract",
        "Title and version of the contract, and the API documentation page it is based on.",
        literal({ title, version, page: objectAt(root, "info", "x-page") }),
      ),
    ],
  };
}

/** Emits `generated/error-codes.ts`, a separate module so that it can be imported on demand. */
export function emitErrorCodes(contract: Contract): GeneratedFile {
  const codes = literal(objectAt(contract.document.value, "x-error-codes"));
  return {
    name: "error-codes.ts",
    purpose: "Error codes of the service and its gateway.",
    declarations: [declareConst("errorCodes", "HTTP status, meaning, hint and source by error code.", codes)],
  };
}

/** Emits `generated/examples.ts`: the documented example of each body. */
export function emitExamples(contract: Contract): GeneratedFile {
  const examples = Object.fromEntries(contract.operations.map((model) => [model.operation.operationId, model.examples]));
  return {
    name: "examples.ts",
    purpose: "Documented example bodies.",
    declarations: [
      declareConst("examples", "Example bodies by operationId and status, or `request` for request bodies.", literal(examples)),
    ],
  };
}

function declareConst(name: string, text: string, value: Code, check: Code = code``): Declaration {
  return constDeclaration({ name, isExported: true, docs: [text], value: code`${value} as const${check}` });
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
  const result: Record<string, Record<string, unknown>> = {};
  for (const [component, node] of contract.components) {
    for (const [name, property] of propertiesOf(node)) {
      const aliases = property.node.keywords.get("x-aliases");
      if (aliases) result[component] = { ...result[component], [name]: aliases };
    }
  }
  return result;
}
