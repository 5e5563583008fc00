import { entries, type Finding, follow, type HouseRule, isObject, isText, items, type Path } from "./rule.js";
import { holders, operations, schemas } from "./walk.js";

/** Every component, property, parameter, header, response and operation says what it is. */
export const described: HouseRule = {
  id: "described",
  why: "types, help texts and the reference are made of these sentences; a nameless number helps nobody",
  check: (document) => [...missing(document)],
};

function* missing(document: unknown): Generator<Finding> {
  for (const { schema, path, property, conditional } of schemas(document)) {
    if (property !== undefined && !conditional && !says(document, schema)) yield lacks(path, `property "${property}"`);
  }
  for (const { value, path } of holders(document, [])) {
    if (path[0] === "components" && path.length === 1) {
      for (const [name, schema] of entries(value.schemas))
        if (!says(document, schema)) yield lacks([...path, "schemas", name], `component "${name}"`);
    }
    for (const [index, parameter] of items(value.parameters).entries()) {
      if (!says(document, parameter)) yield lacks([...path, "parameters", index], "parameter");
    }
    for (const key of ["headers", "responses", "securitySchemes"]) {
      for (const [name, child] of entries(value[key]))
        if (!says(document, child)) yield lacks([...path, key, name], `${key} entry "${name}"`);
    }
    if (path.length === 0) {
      for (const key of ["servers", "tags"]) {
        for (const [index, child] of items(value[key]).entries()) if (!says(document, child)) yield lacks([key, index], `entry of ${key}`);
      }
    }
  }
  for (const { operation, path } of operations(document)) {
    for (const key of ["summary", "description"])
      if (!isText(operation[key])) yield { path, message: `operation without ${key}; add one in own words` };
  }
}

/** Its own description counts, or that of what it refers to. */
function says(document: unknown, value: unknown): boolean {
  if (isObject(value) && isText(value.description)) return true;
  const target = follow(document, value);
  return isObject(target) && isText(target.description);
}

const lacks = (path: Path, what: string): Finding => ({ path, message: `${what} has no description; add one in own words` });
