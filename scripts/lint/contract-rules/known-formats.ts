import type { ContractRule } from "./rule.js";
import { schemas } from "./walk.js";

/** Asserted formats, and OpenAPI formats that are annotations (numbers and secrets). */
const KNOWN = new Set(["date-time", "date", "uuid", "uri", "byte", "password", "int32", "int64", "float", "double"]);

/** Formats must be known. */
export const knownFormats: ContractRule = {
  id: "known-formats",
  description: "an unknown format looks like a constraint but is not enforced",
  check: (document) =>
    [...schemas(document)]
      .filter(({ schema }) => schema.format !== undefined && !KNOWN.has(String(schema.format)))
      .map(({ schema, path }) => ({
        path: [...path, "format"],
        message: `unknown format ${JSON.stringify(schema.format)}; known formats: ${[...KNOWN].join(", ")}`,
      })),
};
