import { arrayItems, type ContractRule, entries, isNonBlank, isObject, type LintDiagnostic, type Path, resolveRef } from "./rule.js";
import { operations, schemas, visitObjects } from "./walk.js";

/** Components, properties, parameters, headers, responses and operations must have a description. */
export const requireDescription: ContractRule = {
  id: "require-description",
  description: "types, CLI help and the API reference are generated from descriptions",
  check: (document) => [...findMissing(document)],
};

function* findMissing(document: unknown): Generator<LintDiagnostic> {
  for (const { schema, path, property, conditional } of schemas(document)) {
    if (property !== undefined && !conditional && !hasDescription(document, schema))
      yield missingDescription(path, `property "${property}"`);
  }
  for (const { value, path } of visitObjects(document, [])) {
    if (path[0] === "components" && path.length === 1) {
      for (const [name, schema] of entries(value.schemas))
        if (!hasDescription(document, schema)) yield missingDescription([...path, "schemas", name], `component "${name}"`);
    }
    for (const [index, parameter] of arrayItems(value.parameters).entries()) {
      if (!hasDescription(document, parameter)) yield missingDescription([...path, "parameters", index], "parameter");
    }
    for (const key of ["headers", "responses", "securitySchemes"]) {
      for (const [name, child] of entries(value[key]))
        if (!hasDescription(document, child)) yield missingDescription([...path, key, name], `${key} entry "${name}"`);
    }
    if (path.length === 0) {
      for (const key of ["servers", "tags"]) {
        for (const [index, child] of arrayItems(value[key]).entries())
          if (!hasDescription(document, child)) yield missingDescription([key, index], `entry of ${key}`);
      }
    }
  }
  for (const { operation, path } of operations(document)) {
    for (const key of ["summary", "description"])
      if (!isNonBlank(operation[key])) yield { path, message: `operation has no ${key}; add one in your own words` };
  }
}

/** Returns true if the value or its reference target has a description. */
function hasDescription(document: unknown, value: unknown): boolean {
  if (isObject(value) && isNonBlank(value.description)) return true;
  const target = resolveRef(document, value);
  return isObject(target) && isNonBlank(target.description);
}

const missingDescription = (path: Path, subject: string): LintDiagnostic => ({
  path,
  message: `${subject} has no description; add one in your own words`,
});
