import type { Issue } from "../core/issue.js";
import { isObject } from "../core/json-equal.js";
import type { LazyValidator } from "../core/operation-call.js";

/**
 * Returns all issues of a value. The module that builds schema issues is imported only for invalid values, and that of the rules only
 * for values that can break one.
 */
export async function runValidator(validator: LazyValidator, value: unknown): Promise<readonly Issue[]> {
  const { rules, ruleProperties } = validator;
  const isValid = await loadOnce(validator.isValid);
  const issues = isValid(value) ? [] : (await loadOnce(validator.issues))(value);
  if (rules === undefined || (ruleProperties !== undefined && !concernsRules(value, issues, ruleProperties))) return issues;
  return (await loadOnce(rules))(value, issues);
}

/** Whether a rule can be broken, or skipped because of an issue. */
function concernsRules(value: unknown, issues: readonly Issue[], ruleProperties: readonly string[]): boolean {
  if (!isObject(value)) return true;
  return ruleProperties.some((name) => name in value || issues.some(({ path }) => path === "" || path.split("/")[1] === name));
}

/** Imports every module that the validation of a value can need. */
export async function loadValidator({ isValid, issues, rules }: LazyValidator): Promise<void> {
  await Promise.all([loadOnce(isValid), loadOnce(issues), rules && loadOnce(rules)]);
}

const loaded = new WeakMap<() => Promise<unknown>, unknown>();

/** An `import()` costs several microseconds, even if the module is loaded. */
function loadOnce<T>(load: () => Promise<T>): T | Promise<T> {
  const value = loaded.get(load) as T | undefined;
  if (value !== undefined) return value;
  return load().then((result) => {
    loaded.set(load, result);
    return result;
  });
}
