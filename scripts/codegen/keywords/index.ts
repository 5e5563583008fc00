import { annotations, unsupportedKeywords } from "./annotations.js";
import { arrayKeywords } from "./arrays.js";
import { combinatorKeywords, conditionKeywords, dependentSchemas, reference } from "./combinators.js";
import type { Keyword } from "./keyword.js";
import { dependentRequired, otherPropertyKeywords, properties, propertyNames, required } from "./objects.js";
import { itemCounts, numberKeywords, propertyCounts, stringKeywords, stringLengths } from "./scalars.js";
import { type } from "./type.js";
import { valueKeywords } from "./values.js";

/** Rules in CEL, which have a compiler of their own. */
const validations: Keyword = { name: "x-validations", role: "assertion", valueType: "any", section: "project", instanceType: "any" };

/** Every known keyword by name, in evaluation order: cheap and selective checks first. Any other name is a diagnostic, so that no constraint is silently dropped. */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  [
    type,
    ...valueKeywords,
    ...numberKeywords,
    ...stringLengths,
    ...stringKeywords,
    ...itemCounts,
    ...arrayKeywords,
    properties,
    required,
    ...otherPropertyKeywords,
    propertyNames,
    ...propertyCounts,
    dependentRequired,
    dependentSchemas,
    reference,
    ...combinatorKeywords,
    ...conditionKeywords,
    validations,
    ...annotations,
    ...unsupportedKeywords,
  ].map((keyword) => [keyword.name, keyword]),
);

/** Returns true for keywords that constrain values: assertions and applicators. */
export function isEnforced(keyword: string): boolean {
  const role = KEYWORDS.get(keyword)?.role;
  return role === "assertion" || role === "applicator";
}
