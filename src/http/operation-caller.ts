import { abortable } from "../core/abort.js";
import type { Issue } from "../core/issue.js";
import type { Operation } from "../core/operation.js";
import type { ApiResponse, CallOptions, OperationCall, OperationCaller, ValidationMode } from "../core/operation-call.js";
import type { Redactor } from "../core/redact.js";
import { ConfigurationError, ValidationError } from "../errors.js";
import { classifyIssues } from "../validation/classify-issues.js";
import { createApiPromise } from "./api-promise.js";
import type { ClientDefaults, HttpClient, RequestParams } from "./http-client.js";
import { loadValidator, runValidator } from "./lazy-validation.js";
import type { Log } from "./log.js";
import { registerRequestSecrets } from "./request-secrets.js";

/** A response that differs from the contract. The response is still returned to the caller. */
export interface Drift {
  readonly operationId: string;
  readonly requestId: string | undefined;
  readonly issues: readonly Issue[];
  /** The response body as received. The property is not enumerable, so that the body is not logged by accident. */
  readonly data: unknown;
}

/** Client options that apply to every generated method. */
export interface CallDefaults extends ClientDefaults {
  readonly validate: { readonly request: ValidationMode; readonly response: ValidationMode };
  /** IDs of the accepted rules. */
  readonly accept: readonly string[];
  readonly onDrift: ((drift: Drift) => void) | undefined;
}

/** Settings for the calls of a polling loop. */
export interface LoopOptions {
  /** Time on the monotonic clock after which no retry is scheduled. */
  readonly deadlineAt?: number | undefined;
  /** Replaces the client's `onDrift`. */
  readonly onDrift?: ((drift: Drift) => void) | undefined;
}

/** Creates the function that the generated methods call. */
export function createOperationCaller(
  http: Pick<HttpClient, "send">,
  defaults: CallDefaults,
  log: Log,
  loop: LoopOptions = {},
): OperationCaller {
  const onDrift = "onDrift" in loop ? loop.onDrift : defaults.onDrift;

  async function send<T>(call: OperationCall, input: Readonly<Record<string, unknown>>, options: CallOptions): Promise<ApiResponse<T>> {
    const { operation } = call;
    const { body: originalBody, ...callParameters } = input;
    // serialized once, before any await: the validated body is the one that is sent, even if the caller changes the object
    const text = originalBody === undefined ? undefined : serializeBody(operation, originalBody);
    const body: unknown = text === undefined ? undefined : JSON.parse(text);
    registerRequestSecrets(body, defaults.redactor);
    const parameters = addClientParameters(operation, callParameters, defaults, options);
    const timeoutMs = options.timeoutMs ?? defaults.timeoutMs;
    if (!(timeoutMs > 0)) throw new ConfigurationError("timeoutMs must be a positive number of milliseconds.", { options: ["timeoutMs"] });
    const params = groupParameters(operation, parameters);
    const mode = options.validate?.request ?? defaults.validate.request;
    if (mode !== "off") {
      const issues: Issue[] = [];
      if (!call.parameters.isValid(parameters)) issues.push(...(await abortable(call.parameters.issues(), options.signal))(parameters));
      if (call.body !== undefined) issues.push(...(await abortable(runValidator(call.body, body), options.signal)));
      // loaded before a billable request, because a failed import must not lose its response
      if (!operation.repeatable) await abortable(loadValidator(call.response), options.signal);
      reportRequestIssues(operation, redactIssues(issues, defaults.redactor), mode, acceptedRules(options), log);
    }
    const { signal, beforeSend } = options;
    const { response: buffered, attempts } = await http.send({
      operation,
      params,
      body: text,
      signal,
      timeoutMs,
      deadlineAt: loop.deadlineAt,
      beforeSend,
    });
    const { requestId, response } = buffered;
    await validateResponse(call, buffered.data, requestId, options);
    // the only cast from received data to the type of the contract; the validators have run
    return { data: buffered.data as T, response, requestId, attempts };
  }

  async function validateResponse(call: OperationCall, data: unknown, requestId: string | undefined, options: CallOptions): Promise<void> {
    const { operationId } = call.operation;
    const mode = options.validate?.response ?? defaults.validate.response;
    const hasListener = onDrift !== undefined || log.warn !== undefined;
    if (call.response === undefined || data === undefined || mode === "off" || (mode === "warn" && !hasListener)) return;
    const allIssues = await abortable(runValidator(call.response, data), options.signal);
    const { errors, rest } = classifyIssues(redactIssues(allIssues, defaults.redactor), "response", acceptedRules(options));
    if (mode === "error" && errors.length > 0) {
      throw new ValidationError(`${operationId}: the response does not match the contract. ${summarizeIssues(errors)}`, {
        issues: errors,
        requestId,
        ambiguous: !call.operation.repeatable || undefined,
      });
    }
    const issues = errors.length === 0 ? rest : [...errors, ...rest];
    if (issues.length === 0) return;
    log.warn?.(`${operationId}: the response differs from the contract. ${summarizeIssues(issues)}`, { operationId, requestId, issues });
    // non-enumerable, so that logging a drift does not print the body with its signed URLs
    onDrift?.(Object.defineProperty({ operationId, requestId, issues, data }, "data", { enumerable: false }));
  }

  function acceptedRules({ accept = [] }: CallOptions): readonly string[] {
    return [...defaults.accept, ...accept];
  }

  return (call, parameters, options = {}) => createApiPromise(send(call, parameters, options));
}

/** Serializes a request body. Throws `ValidationError` if it cannot be represented as JSON. */
function serializeBody({ operationId }: Operation, body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch {
    const message = "the body cannot be serialized as JSON: it contains itself, a BigInt, or a property that throws";
    throw new ValidationError(`${operationId}: the request was not sent. ${message}.`, {
      issues: [
        {
          code: "unreadable",
          path: "",
          keyword: "type",
          message,
          received: "a value that is not JSON",
          expected: "plain JSON data",
          severity: "error",
          source: "JSON",
        },
      ],
    });
  }
}

/** Adds the parameters that the client options supply. */
function addClientParameters(
  operation: Operation,
  callParameters: Readonly<Record<string, unknown>>,
  defaults: CallDefaults,
  options: CallOptions,
): Record<string, unknown> {
  const parameters: Record<string, unknown> = { ...callParameters };
  for (const { name, clientOption, required } of operation.parameters) {
    if (clientOption === undefined || parameters[name] !== undefined) continue;
    const value = clientOption === "appUserId" ? (options.appUserId ?? defaults.appUserId) : defaults.projectId;
    if (value !== undefined) parameters[name] = value;
    else if (required) {
      throw new ConfigurationError(
        `${operation.operationId} requires ${name}: pass ${clientOption} to createClient, or ${name} to the call.`,
        { options: [clientOption] },
      );
    }
  }
  return parameters;
}

/** Rejects a request that has errors, or logs its issues. */
function reportRequestIssues(
  { operationId }: Operation,
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

/** Groups parameters by location. Undefined and null parameters are omitted; the path is checked when it is filled. */
function groupParameters(operation: Operation, parameters: Readonly<Record<string, unknown>>): RequestParams {
  const params: RequestParams = { path: {}, query: {}, header: {} };
  for (const { name, in: location } of operation.parameters) {
    const value = parameters[name];
    if (location === "path") params.path[name] = value;
    else if (value === undefined || value === null) continue;
    else if (location === "header") params.header[name] = headerValue(name, String(value));
    else params.query[name] = Array.isArray(value) ? value.map(queryValue) : queryValue(value);
  }
  return params;
}

/** A lone surrogate has no encoding and is replaced by U+FFFD instead of failing the call. */
function queryValue(value: unknown): string {
  return String(value).replace(/\p{Cs}/gu, "\ufffd");
}

/** Accepts the printable characters of Latin-1. `fetch` would reject other characters with an unclear message, or send them. */
function headerValue(name: string, value: string): string {
  const at = value.search(/[^\x20-\x7e\xa0-\xff]/);
  if (at < 0) return value;
  const character = JSON.stringify(String.fromCodePoint(value.codePointAt(at) ?? 0));
  const message = `${name} contains ${character}, which is not allowed in a header`;
  throw new ValidationError(`The request was not sent: ${message}.`, {
    issues: [
      {
        code: "pattern",
        path: `/${name}`,
        keyword: "in: header",
        message,
        received: character,
        expected: "printable Latin-1 characters",
        severity: "error",
        source: "RFC 9110, section 5.5",
      },
    ],
  });
}

/** Redacts the received values in issues, because a response can contain the credentials of the request. */
function redactIssues(issues: readonly Issue[], redactor: Redactor): readonly Issue[] {
  return issues.map((issue) => ({ ...issue, message: redactor.redact(issue.message), received: redactor.redact(issue.received) }));
}

/** Formats the first issue and the number of further issues. */
function summarizeIssues(issues: readonly Issue[]): string {
  const [first] = issues;
  if (first === undefined) return "";
  const others = issues.length - 1;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "issue" : "issues"})`;
  return `${first.path === "" ? "" : `${first.path}: `}${first.message}${more}`;
}
