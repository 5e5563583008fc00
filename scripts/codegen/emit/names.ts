import type { Contract } from "../model/contract.js";
import { isIdentifier } from "./code.js";
import { RULE_RUNTIME, RUNTIME } from "./runtime-imports.js";

/** Notes components and operations whose names would stand twice in one generated module, or mean something to TypeScript. */
export function noteNameClashes(contract: Contract): void {
  const taken = new Map<string, string>(MACHINE.map((name) => [name, "generated code itself"]));
  const claim = (pointer: string, name: string, made: readonly string[]): void => {
    const owners = made.map((each) => taken.get(each)).filter((owner) => owner !== undefined);
    if (owners[0] !== undefined || !isIdentifier(name))
      contract.reader.fault(pointer, `the name ${name} cannot be used: ${owners[0] ?? "TypeScript"} has it`, "choose another name");
    for (const each of made) taken.set(each, name);
  };
  for (const name of contract.components.keys()) claim(`/components/schemas/${name}`, name, schemaNames(name));
  for (const { pointer, operation, parametersName } of contract.operations)
    claim(`${pointer}/operationId`, operation.operationId, [operation.operationId, ...schemaNames(parametersName)]);
}

/** Every name that a schema makes in the generated modules. */
function schemaNames(name: string): string[] {
  return [name, `is${name}`, `validate${name}`, `check${name}`, `withRulesOf${name}`, `${name[0]?.toLowerCase()}${name.slice(1)}Schema`];
}

/** What generated modules declare, import or read under names of their own. */
const MACHINE = [
  ...Object.keys(RUNTIME),
  ...Object.keys(RULE_RUNTIME),
  ...["issuesOf", "NONE", "Issue", "Failed", "Obj", "StandardSchema", "standardSchema", "Unrecognized", "Operation"],
  ...["ApiPromise", "CallOptions", "Invoke", "Methods", "createMethods", "invoke", "parameters", "options"],
  ...["operations", "servers", "securitySchemes", "aliases", "errorCodes", "contract", "examples", "constants", "checks"],
  ...["paths", "webhooks", "components", "WithRequired", "OneOf", "XOR", "Without"],
  ...["Array", "Math", "NonNullable", "Number", "Object", "Omit", "Pick", "Record", "RegExp", "Set", "String"],
  // TypeScript's own types cannot be declared anew.
  ...["any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "unknown"],
];
