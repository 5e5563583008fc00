import { findDuplicateIndex } from "../../core/json-equal.js";
import { accepts, addIssue, type Keywords, type Place, reportIssues, within } from "../collect-issues.js";
import { formatCount } from "./sizes.js";

/** `prefixItems`: one schema for each of the first elements. */
export function reportPrefixItems(value: unknown, schemas: readonly Keywords[], at: Place): void {
  if (Array.isArray(value)) schemas.slice(0, value.length).forEach((schema, i) => reportIssues(schema, value[i], within(at, i)));
}

/** `items`: the schema of the elements after the first ones. */
export function reportItems(value: unknown, items: readonly [schema: Keywords, first?: number], at: Place): void {
  if (!Array.isArray(value)) return;
  const inside = within(at);
  for (let i = items[1] ?? 0; i < value.length; i++) {
    inside.key = i;
    reportIssues(items[0], value[i], inside);
  }
}

/** `contains` with `minContains` and `maxContains`. */
export function reportContains(
  value: unknown,
  [schema, minimum, maximum]: readonly [schema: Keywords, minContains: number | null, maxContains: number | null],
  at: Place,
): void {
  if (!Array.isArray(value)) return;
  let count = 0;
  for (const item of value) if (accepts(schema, item)) count++;
  const report = (keyword: string, bound: string): void => {
    const text = `has ${formatCount(count, "matching element")}, expected ${bound}`;
    addIssue(at, "contains", keyword, text, `${count}`, bound);
  };
  const [least, most] = [minimum ?? 1, maximum ?? count];
  if (count < least) report(minimum === null ? "contains" : "minContains", `at least ${formatCount(least, "matching element")}`);
  if (count > most) report("maxContains", `at most ${formatCount(most, "matching element")}`);
}

/** `uniqueItems`: reports the first duplicate element. */
export function reportUniqueItems(value: unknown, _expected: unknown, at: Place): void {
  const index = Array.isArray(value) ? findDuplicateIndex(value) : -1;
  const text = "is a duplicate of an earlier element";
  if (index !== -1) addIssue(within(at, index), "unique", "uniqueItems", text, "a duplicate element", "unique elements");
}
