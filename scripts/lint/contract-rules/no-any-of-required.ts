import { arrayItems, type ContractRule, isObject, type LintDiagnostic } from "./rule.js";
import { schemas } from "./walk.js";

/** No `anyOf` or `oneOf` with subschemas that contain `required` without `properties`. */
export const noAnyOfRequired: ContractRule = {
  id: "no-any-of-required",
  description: "openapi-typescript converts the type to unknown",
  check: (document) => [...findProblems(document)],
};

function* findProblems(document: unknown): Generator<LintDiagnostic> {
  for (const { schema, path } of schemas(document)) {
    for (const key of ["anyOf", "oneOf"]) {
      for (const [index, branch] of arrayItems(schema[key]).entries()) {
        if (isObject(branch) && Object.hasOwn(branch, "required") && !Object.hasOwn(branch, "properties")) {
          yield {
            path: [...path, key, index],
            message: `${key} with only required generates the type unknown; use if/then, dependentRequired or a rule`,
          };
        }
      }
    }
  }
}
