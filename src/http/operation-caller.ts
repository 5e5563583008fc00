import { abortable } from "../core/abort.js";
import type { Issue } from "../core/issue.js";
import type { Operation } from "../core/operation.js";
import type { ApiResponse, Call, CallOptions, CheckMode, Invoke } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import { ConfigurationError, ProtocolError, ValidationError } from "../errors.js";
import { classifyIssues } from "../validation/classify-issues.js";
import { apiPromise } from "./api-promise.js";
import { address } from "./build-url.js";
import { issuesBy, loadCheck } from "./lazy-validation.js";
import type { Log } from "./log.js";
import { hideSecrets } from "./request-secrets.js";
import type { Transport } from "./transport.js";

/** An answer that is not quite what the contract says. It was given to the caller all the same. */
export interface Drift {
  readonly operationId: string;
  readonly requestId: string | undefined;
  readonly issues: readonly Issue[];
  /** The body, as it came; not enumerable, so that it is not printed by accident. */
  readonly data: unknown;
}

/** What the client's options say about every call. */
export interface CallDefaults {
  readonly baseUrl: string;
  readonly projectId: string | undefined;
  readonly appUserId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly validate: { readonly request: CheckMode; readonly response: CheckMode };
  readonly onDrift: ((drift: Drift) => void) | undefined;
  readonly redactor: Redactor;
}

/** What a loop of calls adds to each of them. */
export interface Loop {
  /** On the monotonic clock: no pause ends later. */
  readonly deadlineAt?: number;
  /** Takes the place of the client's `onDrift`. */
  readonly onDrift?: ((drift: Drift) => void) | undefined;
}

/** Makes the function that generated methods stand on. */
export function createInvoke(transport: Transport, defaults: CallDefaults, log: Log, loop: Loop = {}): Invoke {
  const onDrift = "onDrift" in loop ? loop.onDrift : defaults.onDrift;

  async function send<T>(call: Call, given: Readonly<Record<string, unknown>>, options: CallOptions): Promise<ApiResponse<T>> {
    const { operation } = call;
    const { body: original, ...rest } = given;
    // read at once and once: what is checked is what travels, whatever the caller does with the object afterwards
    const text = original === undefined ? undefined : writeJson(operation, original);
    const body: unknown = text === undefined ? undefined : JSON.parse(text);
    hideSecrets(body, defaults.redactor);
    const parameters = fill(operation, rest, defaults, options);
    const timeoutMs = options.timeoutMs ?? defaults.timeoutMs;
    if (!(timeoutMs > 0)) throw new ConfigurationError("timeoutMs must be a positive number of milliseconds.", { options: ["timeoutMs"] });
    const { url, headers } = address(defaults.baseUrl, operation, parameters);
    const mode = options.validate?.request ?? defaults.validate.request;
    if (mode !== "off") {
      const found: Issue[] = [];
      if (!call.parameters.holds(parameters)) found.push(...(await abortable(call.parameters.issues(), options.signal))(parameters));
      if (call.body !== undefined) found.push(...(await abortable(issuesBy(call.body, body), options.signal)));
      // what was paid for must not be lost because a file could not be loaded afterwards
      if (!operation.repeatable) await abortable(loadCheck(call.response), options.signal);
      tellRequest(operation, clean(found, defaults.redactor), mode, log);
    }
    const outcome = await transport({
      operationId: operation.operationId,
      repeatable: operation.repeatable,
      bodyWanted: wantsBody(operation),
      method: operation.method,
      url,
      headers: { ...defaults.headers, ...headers, ...(text !== undefined && { "content-type": "application/json" }) },
      body: text,
      signal: options.signal,
      timeoutMs,
      deadlineAt: loop.deadlineAt,
    });
    if (outcome.error !== undefined) throw outcome.error;
    const { answer, attempts } = outcome;
    if (answer === undefined) throw new ProtocolError(`${operation.operationId}: no answer.`, { attempts });
    const { requestId, response } = answer;
    await checkResponse(call, answer.data, requestId, options);
    // the one place where what came becomes what the contract says: validators have looked at it just now
    return { data: answer.data as T, response, requestId, attempts };
  }

  async function checkResponse(call: Call, data: unknown, requestId: string | undefined, options: CallOptions): Promise<void> {
    const { operationId } = call.operation;
    const mode = options.validate?.response ?? defaults.validate.response;
    const heard = onDrift !== undefined || log.warn !== undefined;
    if (call.response === undefined || data === undefined || mode === "off" || (mode === "warn" && !heard)) return;
    const found = await abortable(issuesBy(call.response, data), options.signal);
    const { errors, rest } = classifyIssues(clean(found, defaults.redactor), "response");
    if (mode === "error" && errors.length > 0) {
      throw new ValidationError(`${operationId}: the answer is not what the contract says. ${summary(errors)}`, {
        issues: errors,
        requestId,
        ambiguous: !call.operation.repeatable || undefined,
      });
    }
    const issues = errors.length === 0 ? rest : [...errors, ...rest];
    if (issues.length === 0) return;
    log.warn?.(`${operationId}: the answer differs from the contract. ${summary(issues)}`, { operationId, requestId, issues });
    // printing a drift shall not print the whole body with its links
    onDrift?.(Object.defineProperty({ operationId, requestId, issues, data }, "data", { enumerable: false }));
  }

  return (call, parameters, options = {}) => apiPromise(send(call, parameters, options));
}

/** The body as it travels. Throws `ValidationError` for what JSON cannot carry. */
function writeJson({ operationId }: Operation, body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch {
    const message = "the body cannot be written as JSON: it contains itself, a BigInt, or a property that throws";
    throw new ValidationError(`${operationId}: nothing was sent. ${message}.`, {
      issues: [
        {
          code: "unreadable",
          path: "",
          keyword: "type",
          message,
          received: "no JSON",
          expected: "plain JSON data",
          severity: "error",
          source: "JSON",
        },
      ],
    });
  }
}

/** Adds what the client's options give. */
function fill(
  operation: Operation,
  given: Readonly<Record<string, unknown>>,
  defaults: CallDefaults,
  options: CallOptions,
): Record<string, unknown> {
  const parameters: Record<string, unknown> = { ...given };
  for (const { name, clientOption, required } of operation.parameters) {
    if (clientOption === undefined || parameters[name] !== undefined) continue;
    const value = clientOption === "appUserId" ? (options.appUserId ?? defaults.appUserId) : defaults.projectId;
    if (value !== undefined) parameters[name] = value;
    else if (required) {
      throw new ConfigurationError(
        `${operation.operationId} needs ${name}: give ${clientOption} to createClient, or ${name} to the call.`,
        {
          options: [clientOption],
        },
      );
    }
  }
  return parameters;
}

/** Rejects a request for its errors, or tells of them. */
function tellRequest({ operationId }: Operation, found: readonly Issue[], mode: CheckMode, log: Log): void {
  const { errors, rest } = classifyIssues(found, "request");
  if (mode === "error" && errors.length > 0) {
    throw new ValidationError(`${operationId}: nothing was sent. ${summary(errors)}`, { issues: errors });
  }
  const issues = errors.length === 0 ? rest : [...errors, ...rest];
  if (issues.length > 0) log.warn?.(`${operationId}: ${summary(issues)}`, { operationId, issues });
}

/** Whether the operation's good answers carry a body. */
export function wantsBody(operation: Operation): boolean {
  for (const status in operation.responses) {
    if (status.startsWith("2") && operation.responses[status]?.schema !== undefined) return true;
  }
  return false;
}

/** Issues name what they found; a service that echoes a credential must not get it printed. */
function clean(issues: readonly Issue[], redactor: Redactor): readonly Issue[] {
  return issues.map((issue) => ({ ...issue, message: redactor.text(issue.message), found: redactor.text(issue.received) }));
}

/** The first issue in words, and how many more there are. */
function summary(issues: readonly Issue[]): string {
  const [first] = issues;
  if (first === undefined) return "";
  const more = issues.length === 1 ? "" : ` And ${issues.length - 1} more.`;
  return `${first.path === "" ? "" : `${first.path}: `}${first.message}${more}`;
}
