import { findDuplicateIndex, isObject, keysOf, type Obj } from "../../core/json-equal.js";
import { accepts, addIssue, type Keywords, type Place, reportIssues, within } from "../collect-issues.js";
import { formatCount } from "./limits.js";
import { matchesPattern } from "./values.js";

/** `properties` by name, and `required` of these properties: 1 before the keywords of a required property. Reads each property once. */
export function reportProperties(value: unknown, properties: readonly (string | 1 | Keywords)[], at: Place): void {
  if (!isObject(value)) return;
  const inside = within(at);
  for (let i = 0; i < properties.length; i++) {
    const name = properties[i++] as string;
    const isRequired = properties[i] === 1;
    if (isRequired) i++;
    const property = readProperty(value, name);
    if (property === undefined) {
      if (isRequired) reportMissing(name, at);
    } else {
      inside.key = name;
      inside.optional = isRequired ? "" : at.source;
      reportIssues(properties[i] as Keywords, property, inside);
    }
  }
}

/** `required` names that `properties` does not list. */
export function reportRequired(value: unknown, names: readonly string[], at: Place): void {
  if (isObject(value)) for (const name of names) if (readProperty(value, name) === undefined) reportMissing(name, at);
}

/** `dependentRequired` */
export function reportDependentRequired(
  value: unknown,
  dependencies: readonly (readonly [trigger: string, name: string])[],
  at: Place,
): void {
  if (!isObject(value)) return;
  for (const [trigger, name] of dependencies) {
    if (readProperty(value, trigger) === undefined || readProperty(value, name) !== undefined) continue;
    const text = `is missing, but required when ${trigger} is present`;
    const hint = `add ${name}, or remove ${trigger}`;
    addIssue(within(at, name), "dependent", "dependentRequired", text, "undefined", `a value for ${name}`, hint);
  }
}

/** `dependentSchemas` */
export function reportDependentSchemas(
  value: unknown,
  schemas: readonly (readonly [trigger: string, schema: Keywords])[],
  at: Place,
): void {
  if (!isObject(value)) return;
  for (const [trigger, schema] of schemas) if (readProperty(value, trigger) !== undefined) reportIssues(schema, value, at);
}

/** `patternProperties` */
export function reportPatternProperties(
  value: unknown,
  schemas: readonly (readonly [pattern: string, schema: Keywords])[],
  at: Place,
): void {
  if (!isObject(value)) return;
  for (const [pattern, schema] of schemas)
    for (const name of keysOf(value)) if (matchesPattern(pattern, name)) reportIssues(schema, value[name], within(at, name));
}

/** `additionalProperties`: the schema of other properties than those that the schema lists, or false if there may be none. */
export function reportAdditionalProperties(
  value: unknown,
  [schema, names, patterns]: readonly [schema: Keywords | false, names: readonly string[], patterns: readonly string[]],
  at: Place,
): void {
  if (!isObject(value)) return;
  const listed = new Set(names);
  for (const name of keysOf(value)) {
    if (listed.has(name) || patterns.some((pattern) => matchesPattern(pattern, name))) continue;
    const inside = within(at, name);
    if (schema) reportIssues(schema, value[name], inside);
    else {
      const [text, expected, hint] = ["is not an allowed property", "no additional properties", "remove the property"];
      addIssue(inside, "unexpected-property", "additionalProperties", text, "an additional property", expected, hint);
    }
  }
}

/** `propertyNames` */
export function reportPropertyNames(value: unknown, schema: Keywords, at: Place): void {
  if (!isObject(value)) return;
  for (const name of keysOf(value)) {
    if (accepts(schema, name)) continue;
    const [text, received] = ["is not an allowed property name", "an invalid property name"];
    addIssue(within(at, name), "property-name", "propertyNames", text, received, "a valid property name");
  }
}

function reportMissing(name: string, at: Place): void {
  addIssue(within(at, name), "required", "required", "is missing", "undefined", `a value for ${name}`, `add ${name}`);
}

/** Reads a property. Names inherited from `Object.prototype` are read only as own properties. */
function readProperty(object: Obj, name: string): unknown {
  const value = object[name];
  const isInherited = typeof value === "function" || name === "__proto__";
  return isInherited && name in Object.prototype && !Object.hasOwn(object, name) ? undefined : value;
}

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
