import * as jsonEqual from "../../../src/core/json-equal.js";
import * as coreStrings from "../../../src/core/strings.js";
import * as celFunctions from "../../../src/validation/cel-functions.js";
import * as formats from "../../../src/validation/formats.js";
import * as combinators from "../../../src/validation/keywords/combinators.js";
import * as containers from "../../../src/validation/keywords/containers.js";
import * as limits from "../../../src/validation/keywords/limits.js";
import * as values from "../../../src/validation/keywords/values.js";
import * as ruleIssues from "../../../src/validation/rule-issues.js";
import { type Code, imported, importedType } from "../code.js";

/** Modules of `src` whose functions generated code can call. No two export the same name. */
const MODULES = {
  "core/json-equal": jsonEqual,
  "core/strings": coreStrings,
  "validation/cel-functions": celFunctions,
  "validation/formats": formats,
  "validation/keywords/combinators": combinators,
  "validation/keywords/containers": containers,
  "validation/keywords/limits": limits,
  "validation/keywords/values": values,
  "validation/rule-issues": ruleIssues,
} as const;

export type RuntimeName = { [Path in keyof typeof MODULES]: keyof (typeof MODULES)[Path] }[keyof typeof MODULES];

/** What the modules export, by name. */
export const RUNTIME: Readonly<Record<RuntimeName, unknown>> = Object.assign({}, ...Object.values(MODULES));

const PATHS = new Map(Object.entries(MODULES).flatMap(([path, exports]) => Object.keys(exports).map((name) => [name, path] as const)));

/** Emits the name of a function in `src`. The file that contains the code imports it. */
export function runtime(name: RuntimeName): Code {
  return imported(name, PATHS.get(name) ?? "");
}

export const OBJ = importedType("Obj", "core/json-equal");
export const ISSUE = importedType("Issue", "core/issue");
export const FAILED_PATHS = importedType("FailedPaths", "validation/rule-issues");
export const NO_ISSUES = runtime("NO_ISSUES");
export const COLLECT_ISSUES = imported("collectIssues", "validation/collect-issues");
export const KEYWORD_LIST = importedType("Keywords", "validation/collect-issues");
