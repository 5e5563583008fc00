import type { Issue } from "../core/issue.js";
import type { LazyValidator } from "../core/operation-call.js";

/** Returns all issues of a value. The module that builds schema issues is imported only for invalid values. */
export async function runValidator(validator: LazyValidator, value: unknown): Promise<readonly Issue[]> {
  const [isValid, addRuleIssues] = await Promise.all([validator.isValid(), validator.rules?.()]);
  const issues = isValid(value) ? [] : (await validator.issues())(value);
  return addRuleIssues === undefined ? issues : addRuleIssues(value, issues);
}

/** Imports every module that the validation of a value can need. */
export async function loadValidator(validator: LazyValidator | undefined): Promise<void> {
  await Promise.all([validator?.isValid(), validator?.issues(), validator?.rules?.()]);
}
