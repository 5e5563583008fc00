import type { HouseRule } from "./rule.js";
import { schemas } from "./walk.js";

/** Formats that the validators assert, and those of OpenAPI that are annotations: of numbers, and of secrets. */
const KNOWN = new Set(["date-time", "date", "uuid", "uri", "byte", "password", "int32", "int64", "float", "double"]);

/** Only formats that somebody reads. */
export const formatKnown: HouseRule = {
  id: "format-known",
  why: "an unknown format is a constraint that looks enforced and is not",
  check: (document) =>
    [...schemas(document)]
      .filter(({ schema }) => schema.format !== undefined && !KNOWN.has(String(schema.format)))
      .map(({ schema, path }) => ({
        path: [...path, "format"],
        message: `format ${JSON.stringify(schema.format)} is not known here; known: ${[...KNOWN].join(", ")}`,
      })),
};
