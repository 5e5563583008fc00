import { type ContractRule, isNonBlank, type Json, type LintDiagnostic, typesOf } from "./rule.js";
import { schemas } from "./walk.js";

/** Formats that imply the length. */
const FIXED_LENGTH = new Set(["date", "date-time", "uuid"]);

/** Strings, numbers and arrays must have bounds, or `x-unbounded` with the reason. */
export const requireBounds: ContractRule = {
  id: "require-bounds",
  description: "a missing bound must be a decision, because the API documentation specifies nearly all of them",
  check: (document) => [...findProblems(document)],
};

function* findProblems(document: unknown): Generator<LintDiagnostic> {
  for (const { schema, path, conditional } of schemas(document)) {
    if (conditional) continue;
    const bounds = typesOf(schema).flatMap((type) => missingBounds(schema, type));
    const reason = schema["x-unbounded"];
    if (reason !== undefined && !isNonBlank(reason)) {
      yield { path: [...path, "x-unbounded"], message: "x-unbounded must be the reason for the missing bound, as a string" };
    } else if (reason === undefined && bounds.length > 0) {
      yield {
        path,
        message: `missing ${bounds.join(" and ")}; add the documented bound, or x-unbounded with the reason`,
      };
    } else if (reason !== undefined && bounds.length === 0) {
      yield { path: [...path, "x-unbounded"], message: "x-unbounded on a bounded schema; remove x-unbounded or the bounds" };
    }
  }
}

/** Returns the missing bounds of a schema of this type. */
function missingBounds(schema: Json, type: unknown): string[] {
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  if (type === "string") return schema.maxLength === undefined && !FIXED_LENGTH.has(String(schema.format)) ? ["maxLength"] : [];
  if (type === "array") return schema.maxItems === undefined ? ["maxItems"] : [];
  if (type !== "integer" && type !== "number") return [];
  return [
    ...(schema.minimum === undefined && schema.exclusiveMinimum === undefined ? ["minimum"] : []),
    ...(schema.maximum === undefined && schema.exclusiveMaximum === undefined ? ["maximum"] : []),
  ];
}
