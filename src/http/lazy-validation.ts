import type { Issue } from "../core/issue.js";
import type { LazyValidator } from "../core/operation-call.js";

/** Returns all issues of a value. The module that builds schema issues is imported only for invalid values. */
export async function runValidator(validator: LazyValidator, value: unknown): Promise<readonly Issue[]> {
  const [isValid, addRuleIssues] = await Promise.all([loadOnce(validator.isValid), validator.rules && loadOnce(validator.rules)]);
  const issues = isValid(value) ? [] : (await loadOnce(validator.issues))(value);
  return addRuleIssues === undefined ? issues : addRuleIssues(value, issues);
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
