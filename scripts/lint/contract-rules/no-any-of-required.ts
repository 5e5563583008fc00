import { type Finding, type HouseRule, isObject, items } from "./rule.js";
import { schemas } from "./walk.js";

/** No `anyOf` or `oneOf` whose branches only name required properties. */
export const noAnyOfRequired: HouseRule = {
  id: "no-any-of-required",
  why: "openapi-typescript turns the whole type into unknown",
  check: (document) => [...found(document)],
};

function* found(document: unknown): Generator<Finding> {
  for (const { schema, path } of schemas(document)) {
    for (const key of ["anyOf", "oneOf"]) {
      for (const [index, branch] of items(schema[key]).entries()) {
        if (isObject(branch) && Object.hasOwn(branch, "required") && !Object.hasOwn(branch, "properties")) {
          yield {
            path: [...path, key, index],
            message: `${key} of required makes the type unknown; write if/then, dependentRequired or a rule`,
          };
        }
      }
    }
  }
}
