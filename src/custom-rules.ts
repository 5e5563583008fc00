import { ruleIds } from "../generated/rule-ids.js";
import type { Create2DDigitalHumanVideoReq } from "../generated/types.js";
import { describeValue } from "./core/describe-value.js";
import type { Fix, Issue, Severity } from "./core/issue.js";
import { isObject } from "./core/json-equal.js";
import { parsePointer } from "./core/pointer.js";
import { ConfigurationError } from "./errors.js";

/** A rule of your own for create requests. It is evaluated, reported and accepted like the rules of the contract. */
export interface CustomRule {
  /** Lower-case letters, digits and single hyphens, for example `brand-resolution`. The IDs of the contract are refused. */
  readonly id: string;
  readonly severity: Severity;
  /**
   * Returns what is wrong, or nothing (`undefined`, `null`, `false` or an empty array) if the request follows the rule. A string is the
   * message of one issue of the whole request. The request is a copy, and the function must not be asynchronous.
   */
  readonly check: (request: Create2DDigitalHumanVideoReq) => string | RuleViolation | readonly RuleViolation[] | undefined | null | false;
}

/** A place where a request breaks a rule. */
export interface RuleViolation {
  /** One sentence with the received and the expected value. */
  readonly message: string;
  /** JSON Pointer (RFC 6901) from the root of the request. Default: `""`, the whole request. */
  readonly path?: string;
  /** How to fix the request. */
  readonly hint?: string;
  readonly fixes?: readonly Fix[];
}

/** Throws `ConfigurationError` for rules that are not rules, and for IDs that are taken. */
export function assertCustomRules(rules: unknown): asserts rules is readonly CustomRule[] {
  if (!Array.isArray(rules)) throw ruleError(`rules is ${describeValue(rules)}; expected an array of { id, severity, check }.`);
  const taken = new Set<unknown>();
  rules.forEach((rule: unknown, index) => {
    const { id, severity, check } = isObject(rule) ? rule : {};
    const at = typeof id === "string" && ID.test(id) ? `rules: ${id}` : `rules[${index}]`;
    if (!isObject(rule)) throw ruleError(`${at} is ${describeValue(rule)}; expected { id, severity, check }.`);
    if (typeof id !== "string" || !ID.test(id))
      throw ruleError(`${at}.id is ${describeValue(id)}; expected lower-case letters, digits and single hyphens.`);
    if (ruleIds.includes(id)) throw ruleError(`${at} is the ID of a rule of the contract. Choose another ID, for example my-${id}.`);
    if (taken.has(id)) throw ruleError(`${at} appears twice. Give each rule its own ID.`);
    if (!SEVERITIES.includes(severity))
      throw ruleError(`${at}.severity is ${describeValue(severity)}; expected one of ${SEVERITIES.join(", ")}.`);
    if (typeof check !== "function") throw ruleError(`${at}.check is ${describeValue(check)}; expected a function of the request.`);
    taken.add(id);
  });
}

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const SEVERITIES: readonly unknown[] = ["error", "warning", "note"] satisfies Severity[];

/**
 * Evaluates rules on a create request and appends their issues to those of the contract. A rule whose `check` throws is skipped if the
 * request does not match its schema; otherwise the error is thrown as `ConfigurationError`.
 */
export function addCustomRuleIssues(
  request: unknown,
  issues: readonly Issue[],
  rules: readonly CustomRule[],
  redact = (text: string): string => text,
): readonly Issue[] {
  if (rules.length === 0) return issues;
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

function ruleError(message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(message, { options: ["rules"], ...(cause !== undefined && { cause }) });
}
