import { isObject, type Obj } from "../../../src/core/json-equal.js";
import { type Code, code, identifier, importedType, join, literal } from "../code.js";
import type { Contract } from "../model/contract.js";
import { objectAt } from "../model/contract.js";
import { propertiesOf } from "../model/schema-children.js";
import { serversOf } from "../model/structure.js";
import { constDeclaration, type GeneratedFile } from "./file.js";

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

/** Emits `generated/requests.ts`: the part of the operations that sending a request needs, because every program loads it. */
export function emitRequests(contract: Contract): GeneratedFile {
  const requests = contract.operations.map(({ operation, summary }) => {
    const { operationId, method, path, repeatable, rateLimit, waiter, responses, bodyName, bodyOptional, mediaType } = operation;
    const parameters = operation.parameters.map(({ name, in: location, required, clientOption, explode }) => ({
      name,
      in: location,
      ...(required && { required }),
      ...(clientOption && { clientOption }),
      ...(explode === false && { explode }),
    }));
    const successes = Object.entries(responses).filter(([status]) => status.startsWith("2"));
    const hasResponseBody = successes.length > 0 && successes.every(([, { schema }]) => schema !== undefined);
    const request = {
      ...{ operationId, method, path, parameters, repeatable, hasResponseBody },
      ...(rateLimit && { rateLimit }),
      ...(waiter && { waiter }),
      ...(bodyName && { bodyName }),
      ...(bodyOptional && { bodyOptional }),
      ...(mediaType && { mediaType }),
    };
    return declareConst(operationId, summary, literal(request), code` satisfies ${importedType("RequestSpec", "core/operation")}`);
  });
  const names = contract.operations.map(({ operation }) => identifier(operation.operationId));
  return {
    name: "requests.ts",
    purpose: "What the client needs of each operation to send a request.",
    declarations: [
      ...requests,
      declareConst("requests", "All requests by operationId.", code`{ ${join(names, ", ")} }`),
      declareConst(
        "retryCodes",
        "Error codes that decide whether a request is repeated: too many requests, or not forwarded by the gateway.",
        literal(retryCodesOf(contract)),
      ),
    ],
  };
}

function retryCodesOf({ document }: Contract): Record<string, unknown> {
  const codes = Object.entries(objectAt(document.value, "x-error-codes"));
  return Object.fromEntries(
    codes.flatMap(([name, entry]) => {
      if (!isObject(entry) || (entry.status !== TOO_MANY_REQUESTS && entry.forwarded !== false)) return [];
      return [[name, { status: entry.status, ...(entry.forwarded === false && { forwarded: false }) }]];
    }),
  );
}

const TOO_MANY_REQUESTS = 429;

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

function declareConst(name: string, text: string, value: Code, check: Code = code``): Code {
  return constDeclaration({ name, isExported: true, docs: [text], value: code`${value} as const${check}` });
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
