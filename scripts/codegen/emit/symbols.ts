import { imported, importedType } from "../code.js";

export const OBJ = importedType("Obj", "core/json-equal");
export const ISSUE = importedType("Issue", "core/issue");
export const FAILED_PATHS = importedType("FailedPaths", "validation/failed-paths");
export const NO_ISSUES = imported("NO_ISSUES", "validation/run-checks");
export const COLLECT_ISSUES = imported("collectIssues", "validation/collect-issues");
export const KEYWORD_LIST = importedType("Keywords", "validation/collect-issues");

/** Functions of `src` that rules can use, with the module that exports them. */
export const RULE_RUNTIME = {
  codePoints: "core/strings",
  canEvaluate: "validation/rule-issues",
  reportViolation: "validation/rule-issues",
  formatValues: "validation/rule-issues",
  addRuleIssues: "validation/run-checks",
  equal: "core/json-equal",
  isObject: "core/json-equal",
  isBase64: "validation/cel-functions",
  outline: "validation/cel-functions",
  repeatedKeys: "validation/cel-functions",
  sum: "validation/cel-functions",
  cover: "validation/cel-functions",
  isBase64Text: "validation/cel-functions",
  textLength: "validation/cel-functions",
} as const;
