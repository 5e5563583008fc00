import { entries, type Finding, type HouseRule, isObject, isText, items, type Path } from "./rule.js";
import { holders } from "./walk.js";

/** Every component, parameter, header and response names the table of the page that it was written from. */
export const tableNamed: HouseRule = {
  id: "table-named",
  why: "whoever doubts a fact finds its source without a search; what is not on the page says where else it comes from",
  check: (document) => [...found(document)],
};

function* found(document: unknown): Generator<Finding> {
  for (const { value, path } of holders(document, [])) {
    for (const [index, parameter] of items(value.parameters).entries()) yield* unnamed(parameter, [...path, "parameters", index]);
    for (const key of ["headers", "responses"]) {
      for (const [name, child] of entries(value[key])) yield* unnamed(child, [...path, key, name]);
    }
    if (path.length !== 1 || path[0] !== "components") continue;
    for (const key of ["schemas", "parameters"]) {
      for (const [name, child] of entries(value[key])) yield* unnamed(child, [...path, key, name]);
    }
  }
}

function* unnamed(value: unknown, path: Path): Generator<Finding> {
  if (!isObject(value) || value.$ref !== undefined) return;
  const table = value["x-table"];
  if (table === undefined) yield { path, message: "names no table; add x-table with the number, or x-table: none with x-source" };
  else if (table === "none") {
    if (!isText(value["x-source"])) yield { path, message: "x-table: none needs x-source, which says where it comes from" };
  } else if (!Number.isInteger(table) || Number(table) < 1) {
    yield { path: [...path, "x-table"], message: `x-table is the number of a table of the page, or none; found ${JSON.stringify(table)}` };
  }
}
