import { arrayItems, type ContractRule, entries, isNonBlank, isObject, type LintDiagnostic, type Path } from "./rule.js";
import { visitObjects } from "./walk.js";

/** Components, parameters, headers and responses must reference their table in the API documentation. */
export const requireXTable: ContractRule = {
  id: "require-x-table",
  description: "every fact must be traceable to the API documentation or to another source",
  check: (document) => [...findProblems(document)],
};

function* findProblems(document: unknown): Generator<LintDiagnostic> {
  for (const { value, path } of visitObjects(document, [])) {
    for (const [index, parameter] of arrayItems(value.parameters).entries()) yield* checkTable(parameter, [...path, "parameters", index]);
    for (const key of ["headers", "responses"]) {
      for (const [name, child] of entries(value[key])) yield* checkTable(child, [...path, key, name]);
    }
    if (path.length !== 1 || path[0] !== "components") continue;
    for (const key of ["schemas", "parameters"]) {
      for (const [name, child] of entries(value[key])) yield* checkTable(child, [...path, key, name]);
    }
  }
}

function* checkTable(value: unknown, path: Path): Generator<LintDiagnostic> {
  if (!isObject(value) || value.$ref !== undefined) return;
  const table = value["x-table"];
  if (table === undefined) yield { path, message: "missing x-table; add the table number, or x-table: none with x-source" };
  else if (table === "none") {
    if (!isNonBlank(value["x-source"])) yield { path, message: "x-table: none requires x-source" };
  } else if (!Number.isInteger(table) || Number(table) < 1) {
    yield { path: [...path, "x-table"], message: `x-table must be a table number or none, received ${JSON.stringify(table)}` };
  }
}
