import { accepts, addIssue, type Keywords, type Place, reportIssues } from "../collect-issues.js";
import { formatCount } from "./limits.js";

/** `$ref` to a schema that is defined later. */
export function reportReference(value: unknown, target: () => Keywords, at: Place): void {
  reportIssues(target(), value, at);
}

/** `allOf` */
export function reportAllOf(value: unknown, schemas: readonly Keywords[], at: Place): void {
  for (const schema of schemas) reportIssues(schema, value, at);
}

/** `anyOf` or `oneOf` of a schema and null: the schema reports its own issues. */
export function reportNullable(value: unknown, schema: Keywords, at: Place): void {
  if (value !== null) reportIssues(schema, value, at);
}

/** `anyOf`: one issue at the value, without the issues of the alternatives. */
export function reportAnyOf(value: unknown, schemas: readonly Keywords[], at: Place): void {
  if (!schemas.some((schema) => accepts(schema, value)))
    addCombinatorIssue(at, "anyOf", "matches none of the anyOf schemas", 0, "at least 1 matching schema");
}

/** `oneOf`: one issue at the value, with the number of matching alternatives. */
export function reportOneOf(value: unknown, schemas: readonly Keywords[], at: Place): void {
  const matched = schemas.filter((schema) => accepts(schema, value)).length;
  const text = `must match exactly 1 of the oneOf schemas, but matches ${matched}`;
  if (matched !== 1) addCombinatorIssue(at, "oneOf", text, matched, "exactly 1 matching schema");
}

/** `not` */
export function reportNot(value: unknown, schema: Keywords, at: Place): void {
  if (accepts(schema, value)) addCombinatorIssue(at, "not", "matches the excluded schema", 1, "no matching schema");
}

/** `if` with `then` and `else`: the selected branch reports its own issues. */
export function reportIf(
  value: unknown,
  [condition, then, otherwise]: readonly [condition: Keywords, then: Keywords, otherwise: Keywords],
  at: Place,
): void {
  reportIssues(accepts(condition, value) ? then : otherwise, value, at);
}

function addCombinatorIssue(at: Place, keyword: string, text: string, matched: number, expected: string): void {
  addIssue(at, "applicator", keyword, text, formatCount(matched, "matching schema"), expected);
}
