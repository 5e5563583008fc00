import type { Create2DDigitalHumanVideoReq } from "../generated/types.js";
import type { Fix, Severity } from "./core/issue.js";
import { describeValue, isObject } from "./core/json-equal.js";
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

/** Throws `ConfigurationError` for rules that are not rules, and for IDs that appear twice. */
export function assertCustomRules(rules: unknown): asserts rules is readonly CustomRule[] {
  if (!Array.isArray(rules)) throw ruleError(`rules is ${describeValue(rules)}; expected an array of { id, severity, check }.`);
  const taken = new Set<unknown>();
  rules.forEach((rule: unknown, index) => {
    const { id, severity, check } = isObject(rule) ? rule : {};
    const at = typeof id === "string" && ID.test(id) ? `rules: ${id}` : `rules[${index}]`;
    if (!isObject(rule)) throw ruleError(`${at} is ${describeValue(rule)}; expected { id, severity, check }.`);
    if (typeof id !== "string" || !ID.test(id))
      throw ruleError(`${at}.id is ${describeValue(id)}; expected lower-case letters, digits and single hyphens.`);
    if (taken.has(id)) throw ruleError(`${at} appears twice. Give each rule its own ID.`);
    if (!SEVERITIES.includes(severity))
      throw ruleError(`${at}.severity is ${describeValue(severity)}; expected one of ${SEVERITIES.join(", ")}.`);
    if (typeof check !== "function") throw ruleError(`${at}.check is ${describeValue(check)}; expected a function of the request.`);
    taken.add(id);
  });
}

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const SEVERITIES: readonly unknown[] = ["error", "warning", "note"] satisfies Severity[];

export function ruleError(message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError(message, { options: ["rules"], ...(cause !== undefined && { cause }) });
}
