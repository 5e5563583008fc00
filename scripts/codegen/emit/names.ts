import { isIdentifier } from "../code.js";
import { RUNTIME } from "../keywords/runtime.js";
import type { Contract } from "../model/contract.js";

/** Reports component and operation names that clash with other names in the generated modules or with reserved words. */
export function reportNameClashes(contract: Contract): void {
  const owner = new Map<string, string>(RESERVED_MODULE_NAMES.map((name) => [name, "generated code"]));
  const claim = (pointer: string, name: string, derived: readonly string[]): void => {
    const conflict = derived.map((each) => owner.get(each)).find((each) => each !== undefined);
    if (conflict !== undefined || !isIdentifier(name))
      contract.reader.report(pointer, `the name ${name} is already used by ${conflict ?? "TypeScript"}`, "use another name");
    for (const each of derived) owner.set(each, name);
  };
  for (const name of contract.components.keys()) claim(`/components/schemas/${name}`, name, schemaNames(name));
  for (const { pointer, operation, parametersName } of contract.operations)
    claim(`${pointer}/operationId`, operation.operationId, [operation.operationId, ...schemaNames(parametersName)]);
}

/** Returns the names derived from a schema name in the generated modules. */
function schemaNames(name: string): string[] {
  return [name, `is${name}`, `validate${name}`, `check${name}`, `check${name}WithRules`, `${name[0]?.toLowerCase()}${name.slice(1)}Schema`];
}

/** Names that the generated modules declare or import. */
export const RESERVED_MODULE_NAMES = [
  // Only rules.ts imports the other names of this form, and it declares no predicate.
  ...Object.keys(RUNTIME).filter((name) => name === "isMultipleOf" || !name.startsWith("is")),
  ...words("collectIssues NO_ISSUES standardSchema createMethods invoke parameters options checks constants"),
  ...words("operations operationValidators requests retryCodes servers securitySchemes aliases contract"),
  ...words("paths webhooks components Unrecognized"),
  // Type names that TypeScript does not allow in declarations.
  ...words("any bigint boolean never number object string symbol unknown"),
];

function words(text: string): string[] {
  return text.split(" ");
}
