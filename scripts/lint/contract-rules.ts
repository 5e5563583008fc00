import { isObject, type Obj } from "../../src/core/json-equal.js";
import { OPERATION_ROLES } from "../../src/core/operation.js";
import { NOT_FOUND, resolvePointer } from "../codegen/model/references.js";
import { hasNestedQuantifier } from "../codegen/parse/pattern.js";
import { arrayItems, entries, type Part, type Path, partsOf } from "./contract-walk.js";

/** A project-specific lint rule for the contract, for what the generator does not report. `check` is a pure function of the unresolved document. */
export interface ContractRule {
  readonly id: string;
  /** Rationale of the rule. */
  readonly description: string;
  readonly check: (document: unknown) => readonly LintDiagnostic[];
}

/** A problem that a contract rule reports. */
export interface LintDiagnostic {
  readonly path: Path;
  /** The problem and its fix, in one sentence. */
  readonly message: string;
}

/** A problem of a part: the message, and the path below the part. */
type Problem = readonly [message: string, ...path: Path];

/** Returns the problems of a part of a kind; false stands for none. */
type Find = (part: Part, document: unknown) => readonly (Problem | false)[];

/** The extensions that this project uses. */
const EXTENSIONS = [
  ..."x-page x-pattern x-constants x-error-codes x-facts x-table x-source x-unit x-unbounded x-enumDescriptions".split(" "),
  ..."x-aliases x-sdk-values x-variables x-validations x-discrepancies x-waiter x-role x-repeatable x-rate-limit x-client-option".split(
    " ",
  ),
  ..."x-includes x-codeSamples x-displayName x-tagGroups".split(" "),
];
/** Objects whose keys are names, not fields. */
const NAME_MAPS = ["headers", "securitySchemes", "responses"];
/** The parts that have a place in the API documentation. */
const DOCUMENTED = ["schemas", "parameters", "headers", "responses"];
/** Asserted formats, and OpenAPI formats that are annotations (numbers and secrets). */
const FORMATS = ["date-time", "date", "uuid", "uri", "byte", "password", "int32", "int64", "float", "double"];
/** Formats that imply the length. */
const FIXED_LENGTH: readonly unknown[] = ["date", "date-time", "uuid"];
const ROLES: readonly unknown[] = OPERATION_ROLES;
const DESCRIBED = [...DOCUMENTED, "securitySchemes", "servers", "tags"];

/** What a rule checks in the parts of each kind; `all` applies to every part. */
interface RuleChecks extends Readonly<Partial<Record<Part["kind"] | "all", Find>>> {
  readonly description: string;
}

const RULES: Readonly<Record<string, RuleChecks>> = {
  "require-description": {
    description: "types, CLI help and the API reference are generated from descriptions",
    schema: ({ value, property, conditional }, document) => [
      property !== undefined && !conditional && !hasDescription(document, value) && missing(`property "${property}"`),
    ],
    all: ({ value, collection = "" }, document) => [
      DESCRIBED.includes(collection) && !hasDescription(document, value) && missing("this part"),
    ],
    operation: ({ value }) =>
      ["summary", "description"].map((key) => !isNonBlank(value[key]) && [`operation has no ${key}; add one in your own words`]),
  },
  "require-bounds": {
    description: "a missing bound must be a decision, because the API documentation specifies nearly all of them",
    schema: ({ value, conditional }) => {
      if (conditional) return [];
      const bounds = typesOf(value).flatMap((type) => missingBounds(value, type));
      const reason = value["x-unbounded"];
      if (reason === undefined)
        return [bounds.length > 0 && [`missing ${bounds.join(" and ")}; add the documented bound, or x-unbounded with the reason`]];
      if (!isNonBlank(reason)) return [["x-unbounded must be the reason for the missing bound, as a string", "x-unbounded"]];
      return [bounds.length === 0 && ["x-unbounded on a bounded schema; remove x-unbounded or the bounds", "x-unbounded"]];
    },
  },
  "require-x-table": {
    description: "every fact must be traceable to the API documentation or to another source",
    all: ({ value, collection = "" }) => {
      if (!DOCUMENTED.includes(collection) || value.$ref !== undefined) return [];
      const table = value["x-table"];
      if (table === undefined) return [["missing x-table; add the table number, or x-table: none with x-source"]];
      if (table === "none") return [!isNonBlank(value["x-source"]) && ["x-table: none requires x-source"]];
      const isNumber = Number.isInteger(table) && Number(table) >= 1;
      return [!isNumber && [`x-table must be a table number or none, received ${JSON.stringify(table)}`, "x-table"]];
    },
  },
  "require-enum-descriptions": {
    description: "values such as BLOCK or QTRLE need an explanation, and a description without its value indicates a lost value",
    schema: ({ value: schema, conditional }) => {
      const values = arrayItems(schema.enum);
      const meanings = entries(schema["x-enumDescriptions"]);
      const described = new Set<unknown>(meanings.filter(([, meaning]) => isNonBlank(meaning)).map(([value]) => value));
      const unconditional = <T>(list: readonly T[]): readonly T[] => (conditional ? [] : list);
      return [
        ...unconditional(values).map(
          (value): Problem | false =>
            typeof value === "string" &&
            !described.has(value) && [`enum value "${value}" has no description; add it to x-enumDescriptions`, "enum"],
        ),
        ...unconditional(meanings).map(
          ([value]): Problem | false =>
            !values.includes(value) && [`description for "${value}", which is not an enum value`, "x-enumDescriptions", value],
        ),
        ...entries(schema["x-aliases"]).flatMap(([alias, target]): (Problem | false)[] => [
          values.includes(alias) && [`alias "${alias}" is already an enum value; remove the alias`, "x-aliases", alias],
          !values.includes(target) && [`target ${JSON.stringify(target)} of alias "${alias}" is not an enum value`, "x-aliases", alias],
        ]),
        ...entries(schema["x-sdk-values"]).flatMap(([value, meaning]): (Problem | false)[] => [
          values.includes(value) && [`"${value}" is already an enum value; remove it from x-sdk-values`, "x-sdk-values", value],
          !isNonBlank(meaning) && [`"${value}" has no description; add its meaning and the SDKs that define it`, "x-sdk-values", value],
        ]),
      ];
    },
  },
  "no-property-refs": {
    description: "a schema that is used twice needs a name, in the types and for readers; tools lose what stands beside such a reference",
    schema: ({ value: { $ref } }) => [
      typeof $ref === "string" &&
        /^#\/components\/schemas\/[^/]+\/./.test($ref) && [
          `$ref to a part of a schema, ${$ref}; give the part a name in components`,
          "$ref",
        ],
    ],
  },
  "no-any-of-required": {
    description: "openapi-typescript converts the type to unknown",
    schema: ({ value }) =>
      ["anyOf", "oneOf"].flatMap((key) =>
        arrayItems(value[key]).map(
          (branch, index): Problem | false =>
            isObject(branch) &&
            Object.hasOwn(branch, "required") &&
            !Object.hasOwn(branch, "properties") && [
              `${key} with only required generates the type unknown; use if/then, dependentRequired or a rule`,
              key,
              index,
            ],
        ),
      ),
  },
  "safe-patterns": {
    description: "nested quantifiers can take exponential time on malicious input; the generator only warns, and reports invalid patterns",
    schema: ({ value: { pattern } }) => [
      typeof pattern === "string" &&
        hasNestedQuantifier(pattern) && ["the pattern has nested quantifiers; remove the inner or the outer quantifier", "pattern"],
    ],
  },
  "known-formats": {
    description: "an unknown format looks like a constraint but is not enforced",
    schema: ({ value: { format } }) => [
      format !== undefined &&
        !FORMATS.includes(String(format)) && [`unknown format ${JSON.stringify(format)}; known formats: ${FORMATS.join(", ")}`, "format"],
    ],
  },
  "known-extensions": {
    description: "a misspelled extension, such as x-enumDescription without the s, is silently ignored",
    all: ({ kind, value, path }) =>
      kind === "object" && NAME_MAPS.includes(String(path.at(-1)))
        ? []
        : Object.keys(value)
            .filter((key) => key.startsWith("x-") && !EXTENSIONS.includes(key))
            .map((key) => [`unknown extension "${key}"; known extensions: ${EXTENSIONS.join(", ")}`, key]),
  },
  "require-operation-extensions": {
    description:
      "the sandbox handles an operation by its x-role; the client retries operations with x-repeatable: true, and creating a task twice is billed twice",
    operation: ({ value }) => [
      typeof value["x-repeatable"] !== "boolean" && ["operation has no x-repeatable; set it to true or false"],
      !ROLES.includes(value["x-role"]) && [`operation has no x-role; set it to one of ${ROLES.join(", ")}`],
    ],
  },
  // The receiver of a webhook or callback sends its responses, so they are exempt.
  "require-request-id": {
    description: "support needs the request ID, and the client returns it with every response",
    operation: ({ value }, document) =>
      entries(value.responses).map(([status, reference]): Problem | false => {
        const response = resolveReferences(document, reference);
        const headers = isObject(response) && isObject(response.headers) ? response.headers : {};
        return (
          status.startsWith("2") &&
          !Object.hasOwn(headers, "X-Request-Id") && ["response has no X-Request-Id header; add it", "responses", status]
        );
      }),
  },
};

/** All contract rules. */
export const contractRules: readonly ContractRule[] = Object.entries(RULES).map(([id, { description, ...rule }]) => ({
  id,
  description,
  check: (document) =>
    partsOf(document).flatMap((part) =>
      [rule[part.kind], rule.all]
        .flatMap((find) => find?.(part, document) ?? [])
        .flatMap((problem) => (problem === false ? [] : [toDiagnostic(part, problem)])),
    ),
}));

const toDiagnostic = ({ path }: Part, [message, ...below]: Problem): LintDiagnostic => ({ path: [...path, ...below], message });

const isNonBlank = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const missing = (part: string): Problem => [`${part} has no description; add one in your own words`];

/** Returns true if the value or its reference target has a description. */
function hasDescription(document: unknown, value: unknown): boolean {
  const target = resolveReferences(document, value);
  return [value, target].some((part) => isObject(part) && isNonBlank(part.description));
}

/** Follows local references. Returns undefined if a target does not exist. */
function resolveReferences(document: unknown, value: unknown, seen = new Set<unknown>()): unknown {
  if (!isObject(value) || typeof value.$ref !== "string" || seen.has(value)) return value;
  const target = value.$ref.startsWith("#/") ? resolvePointer(document, decodeURIComponent(value.$ref.slice(1))) : NOT_FOUND;
  return target === NOT_FOUND ? undefined : resolveReferences(document, target, seen.add(value));
}

/** Returns the types of a schema as an array. */
const typesOf = ({ type }: Obj): readonly unknown[] => (Array.isArray(type) ? type : [type]);

/** Returns the missing bounds of a schema of this type. */
function missingBounds(schema: Obj, type: unknown): string[] {
  const lacks = (...keys: readonly string[]): string[] => (keys.every((key) => schema[key] === undefined) ? keys.slice(0, 1) : []);
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  if (type === "string") return FIXED_LENGTH.includes(schema.format) ? [] : lacks("maxLength");
  if (type === "array") return lacks("maxItems");
  if (type !== "integer" && type !== "number") return [];
  return [...lacks("minimum", "exclusiveMinimum"), ...lacks("maximum", "exclusiveMaximum")];
}
