import { isObject } from "../../../src/core/json-equal.js";

/** Type names of JSON Schema 2020-12 (Validation, section 6.1.1), including `integer`. */
export const JSON_TYPES = ["null", "boolean", "object", "array", "number", "integer", "string"] as const;
export type JsonType = (typeof JSON_TYPES)[number];

/** Type of a keyword's value. */
export type KeywordValueType =
  | "any"
  | "types"
  | "number"
  | "positive"
  | "count"
  | "boolean"
  | "string"
  | "array"
  | "names"
  | "names-by-name"
  | "pattern"
  | "reference"
  | "schema"
  | "schemas"
  | "schemas-by-name"
  | "schemas-by-pattern";

/** The instance types that a keyword applies to. Other instances are always valid. */
export type InstanceType = "number" | "string" | "array" | "object" | "any";

/** Returns the subschemas in the value of a keyword, with their property name or index if there are several. */
export function subschemasIn(
  valueType: KeywordValueType | undefined,
  value: unknown,
): [key: string | number | undefined, schema: unknown][] {
  if (valueType === "schema") return [[undefined, value]];
  if (valueType === "schemas" && Array.isArray(value)) return value.map((schema, i) => [i, schema]);
  return (valueType === "schemas-by-name" || valueType === "schemas-by-pattern") && isObject(value) ? Object.entries(value) : [];
}

/** Checks the value of a keyword. Returns the error and a fix, or undefined if the value is valid. */
export function checkKeywordValue(valueType: KeywordValueType, value: unknown): { message: string; fix: string } | undefined {
  if (VALUE_TYPES[valueType].isValid(value)) return valueType === "pattern" ? checkPattern(String(value)) : checkPatterns(valueType, value);
  const { expected, example } = VALUE_TYPES[valueType];
  return { message: `must be ${expected}`, fix: `write ${example}` };
}

interface ValueTypeSpec {
  readonly isValid: (value: unknown) => boolean;
  readonly expected: string;
  readonly example: string;
}

const isString = (value: unknown): value is string => typeof value === "string";
const isSchema = (value: unknown): boolean => typeof value === "boolean" || isObject(value);
const isDistinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;
const isType = (value: unknown): boolean => JSON_TYPES.some((type) => type === value);
const isStringSet = (value: unknown): boolean => Array.isArray(value) && value.every(isString) && isDistinct(value);

const VALUE_TYPES: Readonly<Record<KeywordValueType, ValueTypeSpec>> = {
  any: { isValid: () => true, expected: "any value", example: "any value" },
  types: {
    isValid: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType) && isDistinct(value)),
    expected: `a type or an array of unique types (${JSON_TYPES.join(", ")})`,
    example: "type: string, or type: [string, 'null']",
  },
  number: { isValid: (value) => Number.isFinite(value), expected: "a number", example: "a number without quotes" },
  positive: {
    isValid: (value) => Number.isFinite(value) && Number(value) > 0,
    expected: "a number greater than 0",
    example: "a value such as 0.01",
  },
  count: {
    isValid: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    expected: "a non-negative integer",
    example: "a value such as 64",
  },
  boolean: { isValid: (value) => typeof value === "boolean", expected: "true or false", example: "true or false without quotes" },
  string: { isValid: isString, expected: "a string", example: "a string, in quotes if YAML would parse it as another type" },
  array: { isValid: Array.isArray, expected: "an array", example: "an array such as [a, b]" },
  names: { isValid: isStringSet, expected: "an array of unique names", example: "an array such as [job_id, state]" },
  "names-by-name": {
    isValid: (value) => isObject(value) && Object.values(value).every(isStringSet),
    expected: "an object of arrays of unique names",
    example: "an object such as { key: [auth_type] }",
  },
  pattern: { isValid: isString, expected: "a regular expression string", example: "a value such as '^[0-9]{8}$'" },
  reference: { isValid: isString, expected: "a reference string", example: "a value such as '#/components/schemas/VideoConfig'" },
  schema: { isValid: isSchema, expected: "a schema", example: "a schema such as { type: string }" },
  schemas: {
    isValid: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
    expected: "a non-empty array of schemas",
    example: "an array such as [{ type: string }]",
  },
  "schemas-by-name": {
    isValid: (value) => isObject(value) && Object.values(value).every(isSchema),
    expected: "an object of schemas",
    example: "an object such as { width: { type: integer } }",
  },
  "schemas-by-pattern": {
    isValid: (value) => isObject(value) && Object.values(value).every(isSchema),
    expected: "an object of schemas keyed by regular expression",
    example: "an object such as { '^x-': {} }",
  },
};

function checkPatterns(valueType: KeywordValueType, value: unknown): { message: string; fix: string } | undefined {
  if (valueType !== "schemas-by-pattern" || !isObject(value)) return undefined;
  return Object.keys(value)
    .map(checkPattern)
    .find((error) => error !== undefined);
}

function checkPattern(pattern: string): { message: string; fix: string } | undefined {
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      message: `is not a valid regular expression: ${reason}`,
      fix: "write a JavaScript regular expression for the u flag (which rejects unnecessary escapes)",
    };
  }
}
