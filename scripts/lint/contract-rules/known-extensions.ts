import type { ContractRule, Json, LintDiagnostic, Path } from "./rule.js";
import { schemas, visitObjects } from "./walk.js";

/** The extensions that this project uses. */
const KNOWN = new Set([
  "x-page",
  "x-region",
  "x-pattern",
  "x-constants",
  "x-error-codes",
  "x-facts",
  "x-table",
  "x-source",
  "x-unit",
  "x-unbounded",
  "x-enumDescriptions",
  "x-aliases",
  "x-sdk-values",
  "x-validations",
  "x-discrepancies",
  "x-waiter",
  "x-role",
  "x-repeatable",
  "x-rate-limit",
  "x-client-option",
  "x-includes",
  "x-codeSamples",
  "x-displayName",
  "x-tagGroups",
]);

/** Objects whose keys are names, not fields. */
const NAME_MAPS = new Set(["headers", "securitySchemes", "responses"]);

/** Extensions must be known. */
export const knownExtensions: ContractRule = {
  id: "known-extensions",
  description: "a misspelled extension, such as x-enumDescription without the s, is silently ignored",
  check: (document) => [
    ...[...schemas(document)].flatMap(({ schema, path }) => unknownExtensions(schema, path)),
    ...[...visitObjects(document, [])]
      .filter(({ path }) => !NAME_MAPS.has(String(path.at(-1))))
      .flatMap(({ value, path }) => unknownExtensions(value, path)),
  ],
};

const unknownExtensions = (value: Json, path: Path): LintDiagnostic[] =>
  Object.keys(value)
    .filter((key) => key.startsWith("x-") && !KNOWN.has(key))
    .map((key) => ({ path: [...path, key], message: `unknown extension "${key}"; known extensions: ${[...KNOWN].join(", ")}` }));
