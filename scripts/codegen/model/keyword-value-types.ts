import { isObject } from "../../../src/core/json-equal.js";
import { JSON_TYPES, type Shape } from "./keywords.js";

/** Why a value cannot be the parameter of a keyword, and what to write instead; undefined where it can. */
export function shapeFault(shape: Shape, value: unknown): { message: string; fix: string } | undefined {
  if (SHAPES[shape].holds(value)) return shape === "pattern" ? patternFault(String(value)) : patternsFault(shape, value);
  const { expected, example } = SHAPES[shape];
  return { message: `must be ${expected}`, fix: `write ${example}` };
}

interface ShapeSpec {
  readonly holds: (value: unknown) => boolean;
  readonly expected: string;
  readonly example: string;
}

const isName = (value: unknown): value is string => typeof value === "string";
const isSchema = (value: unknown): boolean => typeof value === "boolean" || isObject(value);
const isDistinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;
const isType = (value: unknown): boolean => JSON_TYPES.some((type) => type === value);
const isNames = (value: unknown): boolean => Array.isArray(value) && value.every(isName) && isDistinct(value);

const SHAPES: Readonly<Record<Shape, ShapeSpec>> = {
  any: { holds: () => true, expected: "any value", example: "any value" },
  types: {
    holds: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType) && isDistinct(value)),
    expected: `a type or a list of different types out of ${JSON_TYPES.join(", ")}`,
    example: "type: string, or type: [string, 'null']",
  },
  number: { holds: (value) => Number.isFinite(value), expected: "a number", example: "a number without quotes" },
  positive: { holds: (value) => Number.isFinite(value) && Number(value) > 0, expected: "a number above 0", example: "for example 0.01" },
  count: {
    holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    expected: "a whole number, 0 or more",
    example: "for example 64",
  },
  boolean: { holds: (value) => typeof value === "boolean", expected: "true or false", example: "true or false without quotes" },
  text: { holds: isName, expected: "a text", example: "a text, in quotes where YAML would read something else" },
  list: { holds: Array.isArray, expected: "a list", example: "a list: [a, b]" },
  names: { holds: isNames, expected: "a list of different names", example: "for example [job_id, state]" },
  "names-by-name": {
    holds: (value) => isObject(value) && Object.values(value).every(isNames),
    expected: "lists of different names by name",
    example: "for example { key: [auth_type] }",
  },
  pattern: { holds: isName, expected: "a regular expression as text", example: "for example '^[0-9]{8}$'" },
  pointer: { holds: isName, expected: "a reference as text", example: "for example '#/components/schemas/VideoConfig'" },
  schema: { holds: isSchema, expected: "a schema", example: "for example { type: string }" },
  schemas: {
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
    expected: "a list of at least one schema",
    example: "for example [{ type: string }]",
  },
  "schemas-by-name": {
    holds: (value) => isObject(value) && Object.values(value).every(isSchema),
    expected: "schemas by name",
    example: "for example { width: { type: integer } }",
  },
  "schemas-by-pattern": {
    holds: (value) => isObject(value) && Object.values(value).every(isSchema),
    expected: "schemas by regular expression",
    example: "for example { '^x-': {} }",
  },
};

function patternsFault(shape: Shape, value: unknown): { message: string; fix: string } | undefined {
  if (shape !== "schemas-by-pattern" || !isObject(value)) return undefined;
  return Object.keys(value)
    .map(patternFault)
    .find((fault) => fault !== undefined);
}

function patternFault(pattern: string): { message: string; fix: string } | undefined {
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      message: `is not a regular expression: ${reason}`,
      fix: "write one that JavaScript accepts with the u flag (escape only what needs it)",
    };
  }
}
