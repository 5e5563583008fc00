import { isObject } from "../../../src/core/json-equal.js";
import { JSON_TYPES, type Shape } from "./keywords.js";

/** Why a value cannot be the parameter of a keyword, and what to write instead; undefined where it can. */
export function shapeFault(shape: Shape, value: unknown): { message: string; mend: string } | undefined {
  if (SHAPES[shape].holds(value)) return shape === "pattern" ? patternFault(String(value)) : patternsFault(shape, value);
  const { wanted, example } = SHAPES[shape];
  return { message: `must be ${wanted}`, mend: `write ${example}` };
}

interface ShapeSpec {
  readonly holds: (value: unknown) => boolean;
  readonly wanted: string;
  readonly example: string;
}

const isName = (value: unknown): value is string => typeof value === "string";
const isSchema = (value: unknown): boolean => typeof value === "boolean" || isObject(value);
const isDistinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length;
const isType = (value: unknown): boolean => JSON_TYPES.some((type) => type === value);
const isNames = (value: unknown): boolean => Array.isArray(value) && value.every(isName) && isDistinct(value);

const SHAPES: Readonly<Record<Shape, ShapeSpec>> = {
  any: { holds: () => true, wanted: "any value", example: "any value" },
  types: {
    holds: (value) => isType(value) || (Array.isArray(value) && value.length > 0 && value.every(isType) && isDistinct(value)),
    wanted: `a type or a list of different types out of ${JSON_TYPES.join(", ")}`,
    example: "type: string, or type: [string, 'null']",
  },
  number: { holds: (value) => Number.isFinite(value), wanted: "a number", example: "a number without quotes" },
  positive: { holds: (value) => Number.isFinite(value) && Number(value) > 0, wanted: "a number above 0", example: "for example 0.01" },
  count: {
    holds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
    wanted: "a whole number, 0 or more",
    example: "for example 64",
  },
  boolean: { holds: (value) => typeof value === "boolean", wanted: "true or false", example: "true or false without quotes" },
  text: { holds: isName, wanted: "a text", example: "a text, in quotes where YAML would read something else" },
  list: { holds: Array.isArray, wanted: "a list", example: "a list: [a, b]" },
  names: { holds: isNames, wanted: "a list of different names", example: "for example [job_id, state]" },
  "names-by-name": {
    holds: (value) => isObject(value) && Object.values(value).every(isNames),
    wanted: "lists of different names by name",
    example: "for example { key: [auth_type] }",
  },
  pattern: { holds: isName, wanted: "a regular expression as text", example: "for example '^[0-9]{8}$'" },
  pointer: { holds: isName, wanted: "a reference as text", example: "for example '#/components/schemas/VideoConfig'" },
  schema: { holds: isSchema, wanted: "a schema", example: "for example { type: string }" },
  schemas: {
    holds: (value) => Array.isArray(value) && value.length > 0 && value.every(isSchema),
    wanted: "a list of at least one schema",
    example: "for example [{ type: string }]",
  },
  "schemas-by-name": {
    holds: (value) => isObject(value) && Object.values(value).every(isSchema),
    wanted: "schemas by name",
    example: "for example { width: { type: integer } }",
  },
  "schemas-by-pattern": {
    holds: (value) => isObject(value) && Object.values(value).every(isSchema),
    wanted: "schemas by regular expression",
    example: "for example { '^x-': {} }",
  },
};

function patternsFault(shape: Shape, value: unknown): { message: string; mend: string } | undefined {
  if (shape !== "schemas-by-pattern" || !isObject(value)) return undefined;
  return Object.keys(value)
    .map(patternFault)
    .find((fault) => fault !== undefined);
}

function patternFault(pattern: string): { message: string; mend: string } | undefined {
  try {
    new RegExp(pattern, "u");
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      message: `is not a regular expression: ${reason}`,
      mend: "write one that JavaScript accepts with the u flag (escape only what needs it)",
    };
  }
}
