import type { Finding, HouseRule, Json, Path } from "./rule.js";
import { holders, schemas } from "./walk.js";

/** Every extension that this house reads; docs/architecture.md says who reads it. */
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
  "x-repeatable",
  "x-rate-limit",
  "x-client-option",
  "x-includes",
  "x-codeSamples",
  "x-displayName",
  "x-tagGroups",
]);

/** Maps whose keys are names, not fields. */
const NAMES = new Set(["headers", "securitySchemes", "responses"]);

/** Only extensions that somebody reads. */
export const extensionKnown: HouseRule = {
  id: "extension-known",
  why: "x-enumDescription, without its s, would be a fact that is written down and never used",
  check: (document) => [
    ...[...schemas(document)].flatMap(({ schema, path }) => unknown(schema, path)),
    ...[...holders(document, [])].filter(({ path }) => !NAMES.has(String(path.at(-1)))).flatMap(({ value, path }) => unknown(value, path)),
  ],
};

const unknown = (value: Json, path: Path): Finding[] =>
  Object.keys(value)
    .filter((key) => key.startsWith("x-") && !KNOWN.has(key))
    .map((key) => ({ path: [...path, key], message: `extension "${key}" is read by nobody; misspelled? known: ${[...KNOWN].join(", ")}` }));
