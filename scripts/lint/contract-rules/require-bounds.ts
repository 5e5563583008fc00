import { type Finding, type HouseRule, isText, type Json, types } from "./rule.js";
import { schemas } from "./walk.js";

/** Formats whose length is a fact of the format. */
const FIXED_LENGTH = new Set(["date", "date-time", "uuid"]);

/** Every string, number and array has its bounds, or says in `x-unbounded` why it has none. */
export const bounded: HouseRule = {
  id: "bounded",
  why: "a range that was forgotten looks like a range that does not exist; the page documents nearly all of them",
  check: (document) => [...found(document)],
};

function* found(document: unknown): Generator<Finding> {
  for (const { schema, path, conditional } of schemas(document)) {
    if (conditional) continue;
    const lacking = types(schema).flatMap((type) => missing(schema, type));
    const reason = schema["x-unbounded"];
    if (reason !== undefined && !isText(reason)) {
      yield { path: [...path, "x-unbounded"], message: "x-unbounded is the reason why there is no bound: a sentence, not a flag" };
    } else if (reason === undefined && lacking.length > 0) {
      yield {
        path,
        message: `without ${lacking.join(" and ")}; add the documented bound, or x-unbounded with the reason why there is none`,
      };
    } else if (reason !== undefined && lacking.length === 0) {
      yield { path: [...path, "x-unbounded"], message: "x-unbounded beside complete bounds; take one of them away" };
    }
  }
}

/** Names of the bounds that a schema of this type lacks. */
function missing(schema: Json, type: unknown): string[] {
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  if (type === "string") return schema.maxLength === undefined && !FIXED_LENGTH.has(String(schema.format)) ? ["maxLength"] : [];
  if (type === "array") return schema.maxItems === undefined ? ["maxItems"] : [];
  if (type !== "integer" && type !== "number") return [];
  return [
    ...(schema.minimum === undefined && schema.exclusiveMinimum === undefined ? ["minimum"] : []),
    ...(schema.maximum === undefined && schema.exclusiveMaximum === undefined ? ["maximum"] : []),
  ];
}
