import { imported, importedType } from "../code.js";

export const OBJ = importedType("Obj", "core/json-equal");
export const ISSUE = importedType("Issue", "core/issue");
export const FAILED_PATHS = importedType("FailedPaths", "validation/rule-issues");
export const NO_ISSUES = imported("NO_ISSUES", "validation/rule-issues");
export const COLLECT_ISSUES = imported("collectIssues", "validation/collect-issues");
export const KEYWORD_LIST = importedType("Keywords", "validation/collect-issues");
