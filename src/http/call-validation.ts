import { operationValidators } from "../../generated/operation-validators.js";
import { create2DDigitalHumanVideo } from "../../generated/requests.js";
import { abortable } from "../core/abort.js";
import type { Issue } from "../core/issue.js";
import { isObject } from "../core/json-equal.js";
import type { RequestSpec } from "../core/operation.js";
import type { CallOptions, LazyValidator, OperationValidators, ValidationMode } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import { ValidationError } from "../errors.js";
import { classifyIssues } from "../validation/classify-issues.js";
import type { CallDefaults, Drift } from "./client-defaults.js";
import type { Log } from "./log.js";
import type { BufferedResponse } from "./response.js";

/** A call to validate. */
export interface ValidatedCall {
  readonly operation: RequestSpec;
  readonly options: CallOptions;
  readonly mode: ValidationMode;
}

export interface ValidationContext {
  readonly defaults: CallDefaults;
  readonly log: Log;
  readonly onDrift: ((drift: Drift) => void) | undefined;
}

/** Validates a request. Returns `undefined` if it needs no other module. */
export function validateRequest(
  call: ValidatedCall,
  parameters: Readonly<Record<string, unknown>>,
  body: unknown,
  context: ValidationContext,
  validators: OperationValidators = validatorsOf(call.operation),
): Promise<void> | undefined {
  if (validators.parameters.isValid(parameters) && validators.body === undefined && call.operation.repeatable) return undefined;
  return validateCompletely(call, parameters, body, context, validators);
}

async function validateCompletely(
  { operation, mode, options }: ValidatedCall,
  parameters: Readonly<Record<string, unknown>>,
  body: unknown,
  { defaults, log }: ValidationContext,
  validators: OperationValidators,
): Promise<void> {
  const { signal } = options;
  const issues: Issue[] = [];
  if (!validators.parameters.isValid(parameters)) issues.push(...(await abortable(validators.parameters.issues(), signal))(parameters));
  if (validators.body !== undefined && !(operation.bodyOptional && body === undefined))
    issues.push(...(await abortable(runValidator(validators.body, body), signal)));
  const rules = operation.operationId === create2DDigitalHumanVideo.operationId ? defaults.rules : [];
  const customRules = rules.length === 0 ? undefined : await abortable(import("../custom-rule-issues.js"), signal);
  const allIssues = customRules?.addCustomRuleIssues(body, issues, rules, defaults.redactor.redact) ?? issues;
  // loaded before a billable request, because a failed import must not lose its response
  if (!operation.repeatable) await abortable(Promise.all(Object.values(validators.responses ?? {}).map(loadValidator)), signal);
  reportRequestIssues(operation, redactIssues(allIssues, defaults.redactor), mode, acceptedRules(defaults, options), log);
}

/** Validates a response. Issues are passed to the logger and to `onDrift`, or thrown with the mode `error`. */
export async function validateResponse(
  { operation, mode, options }: ValidatedCall,
  { data, requestId, response: { status } }: Pick<BufferedResponse, "data" | "requestId" | "response">,
  { defaults, log, onDrift }: ValidationContext,
  { responses }: OperationValidators = validatorsOf(operation),
): Promise<void> {
  const validator = responses?.[status] ?? responses?.["2XX"] ?? responses?.["default"];
  if (validator === undefined) return;
  const { operationId } = operation;
  const allIssues = await abortable(runValidator(validator, data), options.signal);
  if (allIssues.length === 0) return;
  const { errors, rest } = classifyIssues(redactIssues(allIssues, defaults.redactor), "response", acceptedRules(defaults, options));
  if (mode === "error" && errors.length > 0) {
    throw new ValidationError(`${operationId}: the response does not match the contract. ${summarizeIssues(errors)}`, {
      issues: errors,
      requestId,
      ambiguous: !operation.repeatable || undefined,
    });
  }
  const issues = errors.length === 0 ? rest : [...errors, ...rest];
  if (issues.length === 0) return;
  log.warn?.(`${operationId}: the response differs from the contract. ${summarizeIssues(issues)}`, { operationId, requestId, issues });
  // non-enumerable, so that logging a drift does not print the body with its signed URLs
  onDrift?.(Object.defineProperty({ operationId, requestId, issues, data }, "data", { enumerable: false }));
}

function validatorsOf({ operationId }: RequestSpec): OperationValidators {
  const validators = operationValidators[operationId];
  if (validators === undefined) throw new TypeError(`no validators were generated for ${operationId}`);
  return validators;
}

function acceptedRules(defaults: CallDefaults, { accept = [] }: CallOptions): readonly string[] {
  return [...defaults.accept, ...accept];
}

/** Rejects a request that has errors, or logs its issues. */
function reportRequestIssues(
  { operationId }: RequestSpec,
  allIssues: readonly Issue[],
  mode: ValidationMode,
  accept: readonly string[],
  log: Log,
): void {
  const { errors, rest, notes, accepted } = classifyIssues(allIssues, "request", accept);
  if (mode === "error" && errors.length > 0) {
    throw new ValidationError(`${operationId}: the request was not sent. ${summarizeIssues(errors)}`, { issues: errors });
  }
  const issues = errors.length === 0 ? rest : [...errors, ...rest];
  if (issues.length > 0) log.warn?.(`${operationId}: ${summarizeIssues(issues)}`, { operationId, issues });
  const informative = [...notes, ...accepted];
  if (informative.length > 0) log.debug?.(`${operationId}: ${summarizeIssues(informative)}`, { operationId, issues: informative });
}

/** Redacts the received values in issues, because a response can contain the credentials of the request. */
function redactIssues(issues: readonly Issue[], redactor: Redactor): readonly Issue[] {
  return issues.map((issue) => ({
    ...issue,
    message: redactor.redact(issue.message),
    received: redactor.redact(issue.received),
    ...(issue.hint !== undefined && { hint: redactor.redact(issue.hint) }),
  }));
}

/** Formats the first issue and the number of further issues. */
function summarizeIssues(issues: readonly Issue[]): string {
  const [first] = issues;
  if (first === undefined) return "";
  const others = issues.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "issue" : "issues"})`;
  return `${first.path === "" ? "" : `${first.path}: `}${first.message}${more}`;
}

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
