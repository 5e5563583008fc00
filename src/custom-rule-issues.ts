import { ruleIds } from "../generated/rule-ids.js";
import type { Issue } from "./core/issue.js";
import { describeValue, isObject } from "./core/json-equal.js";
import { parsePointer } from "./core/pointer.js";
import { type CustomRule, type RuleViolation, ruleError } from "./custom-rules.js";

/**
 * Evaluates rules on a create request and appends their issues to those of the contract. A rule whose `check` throws is skipped if the
 * request does not match its schema; otherwise the error is thrown as `ConfigurationError`. So is the ID of a rule of the contract: the
 * list of these IDs is not part of the first load of the client.
 */
export function addCustomRuleIssues(
  request: unknown,
  issues: readonly Issue[],
  rules: readonly CustomRule[],
  redact = (text: string): string => text,
): readonly Issue[] {
  if (rules.length === 0) return issues;
  const taken = rules.find(({ id }) => ruleIds.includes(id))?.id;
  if (taken !== undefined)
    throw ruleError(`rules: ${taken} is the ID of a rule of the contract. Choose another ID, for example my-${taken}.`);
  const failure = issues.find(({ code, severity }) => code !== "rule" && severity === "error");
  let json: string;
  try {
    json = JSON.stringify(request) ?? "null";
  } catch {
    return issues;
  }
  const own = rules.flatMap((rule): Issue[] => {
    const issue = (fields: Pick<Issue, "code" | "path" | "message" | "received"> & Partial<Issue>): Issue => ({
      rule: rule.id,
      keyword: "rules",
      expected: `a request that follows ${rule.id}`,
      severity: rule.severity,
      source: "option rules",
      ...fields,
    });
    const copy = JSON.parse(json);
    let result: unknown;
    try {
      result = rule.check(copy);
    } catch (error) {
      if (failure === undefined) throw ruleError(`rules: ${rule.id}.check threw ${redact(describeError(error))}.`, error);
      const message = `rule ${rule.id} was skipped because ${failure.path || "the value"} is invalid`;
      return [issue({ code: "skipped", path: "", message, received: "an invalid value", severity: "note" })];
    }
    return toViolations(rule.id, result).map(({ message, path = "", hint, fixes = [] }) => {
      const received = describeValue(valueAt(copy, path));
      return issue({
        ...{ code: "rule", path, message, received },
        ...(hint !== undefined && { hint }),
        ...(fixes.length > 0 && { fixes }),
      });
    });
  });
  return own.length === 0 ? issues : [...issues, ...own];
}

/** Validates what a `check` returned. */
function toViolations(id: string, result: unknown): readonly RuleViolation[] {
  if (result === undefined || result === null || result === false) return [];
  const violations = (Array.isArray(result) ? result : [result]).map((item: unknown) =>
    typeof item === "string" && item !== "" ? { message: item } : item,
  );
  const wrong = violations.find((item) => !isViolation(item));
  if (violations.every(isViolation)) return violations;
  if (result instanceof Promise) {
    // the rejection is not handled elsewhere, and would end the process
    result.catch(() => {});
    throw ruleError(`rules: ${id}.check returned a promise; expected the violations themselves. Load what it needs beforehand.`);
  }
  throw ruleError(
    `rules: ${id}.check returned ${describeValue(wrong)}; expected undefined, a message, or { message, path, hint, fixes } with a JSON Pointer such as "/video_config/width" as path.`,
  );
}

function isViolation(item: unknown): item is RuleViolation {
  if (!isObject(item)) return false;
  const { message, path = "", hint = "", fixes = [] } = item;
  const areFixes = Array.isArray(fixes) && fixes.every((fix) => isObject(fix) && isPointer(fix["path"]) && "value" in fix);
  return typeof message === "string" && message !== "" && isPointer(path) && typeof hint === "string" && areFixes;
}

const isPointer = (path: unknown): boolean => typeof path === "string" && /^(?:\/(?:[^~]|~[01])*)?$/.test(path);

function valueAt(value: unknown, pointer: string): unknown {
  return parsePointer(pointer).reduce<unknown>((node, name) => (Object(node) as Record<string, unknown>)[name], value);
}

const describeError = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : describeValue(error));
