import { abortable } from "../core/abort.js";
import type { Lazy } from "../core/lazy.js";
import type { RequestSpec } from "../core/operation.js";
import { type ApiResponse, type CallOptions, createApiPromise, type OperationCaller } from "../core/operation-call.js";
import { registerRequestSecrets } from "../core/redact.js";
import { ConfigurationError, createInvalidRequestError } from "../errors.js";
import type { CallDefaults, Drift } from "./client-defaults.js";
import type { RequestParams, SendOperation } from "./http-client.js";
import type { Log } from "./log.js";

/** Settings for the calls of a polling loop. */
export interface LoopOptions {
  /** Time on the monotonic clock after which no retry is scheduled. */
  readonly deadlineAt?: number | undefined;
  /** Replaces the client's `onDrift`. */
  readonly onDrift?: ((drift: Drift) => void) | undefined;
}

export type CallValidation = typeof import("./call-validation.js");

export interface CallerContext {
  /** Sends requests; loaded by the first call. */
  readonly sender: Lazy<{ readonly send: SendOperation }>;
  /** Validates requests and responses; loaded by the first call that needs it. Without it, nothing is validated. */
  readonly validation: Lazy<CallValidation> | undefined;
  readonly defaults: CallDefaults;
  readonly log: Log;
}

/** Creates the function that the generated methods call. */
export function createOperationCaller(context: CallerContext, loop: LoopOptions = {}): OperationCaller {
  const { defaults, log, sender, validation } = context;
  const onDrift = "onDrift" in loop ? loop.onDrift : defaults.onDrift;
  const validationContext = { defaults, log, onDrift };
  const reportsDrift = onDrift !== undefined || log.warn !== undefined;

  async function send<T>(operation: RequestSpec, input: Readonly<Record<string, unknown>>, options: CallOptions): Promise<ApiResponse<T>> {
    const { [operation.bodyName ?? "body"]: originalBody, ...callParameters } = input;
    // serialized once, before any await: the validated body is the one that is sent, even if the caller changes the object
    const text = originalBody === undefined ? undefined : serializeBody(operation, originalBody);
    const body: unknown = text === undefined ? undefined : JSON.parse(text);
    if (body !== undefined) registerRequestSecrets(body, defaults.redactor);
    const parameters = addClientParameters(operation, callParameters, defaults, options);
    const { signal, timeoutMs = defaults.timeoutMs, beforeSend } = options;
    if (!(timeoutMs > 0)) throw new ConfigurationError("timeoutMs must be a positive number of milliseconds.", { options: ["timeoutMs"] });
    const params = groupParameters(operation, parameters);
    const { request = defaults.validate.request, response: responseMode = defaults.validate.response } = options.validate ?? {};
    if (validation !== undefined && request !== "off") {
      const { validateRequest } = validation.current ?? (await abortable(validation.load(), signal));
      const validating = validateRequest({ operation, options, mode: request }, parameters, body, validationContext);
      if (validating !== undefined) await validating;
    }
    const loaded = sender.current ?? (await abortable(sender.load(), signal));
    const sent = await loaded.send({ operation, params, body: text, signal, timeoutMs, deadlineAt: loop.deadlineAt, beforeSend });
    const { requestId, response, data } = sent.response;
    const isValidated = responseMode === "error" || (responseMode === "warn" && reportsDrift);
    if (validation !== undefined && isValidated && data !== undefined) {
      const { validateResponse } = validation.current ?? (await abortable(validation.load(), signal));
      await validateResponse({ operation, options, mode: responseMode }, sent.response, validationContext);
    }
    // the only cast from received data to the type of the contract; the validators have run
    return { data: data as T, response, requestId, attempts: sent.attempts };
  }

  return (operation, parameters, options = {}) => createApiPromise(send(operation, parameters, options));
}

/** Serializes a request body. Throws `ValidationError` if it cannot be represented as JSON. */
function serializeBody({ operationId }: RequestSpec, body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch {
    const message = "the body cannot be serialized as JSON: it contains itself, a BigInt, or a property that throws";
    throw createInvalidRequestError(`${operationId}: the request was not sent. ${message}.`, {
      code: "unreadable",
      path: "",
      keyword: "type",
      message,
      received: "a value that is not JSON",
      expected: "plain JSON data",
      source: "JSON",
    });
  }
}

/** Adds the parameters that the client options supply. */
function addClientParameters(
  operation: RequestSpec,
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

/** Groups parameters by location. Undefined and null parameters are omitted; the path is checked when it is filled. */
function groupParameters(operation: RequestSpec, parameters: Readonly<Record<string, unknown>>): RequestParams {
  const params: RequestParams = { path: {}, query: {}, header: {} };
  for (const { name, in: location } of operation.parameters) {
    const value = parameters[name];
    if (location === "path") params.path[name] = value;
    else if (value === undefined || value === null) continue;
    else if (location === "header") params.header[name.toLowerCase()] = headerValue(name, String(value));
    else params.query[name] = Array.isArray(value) ? value.map(queryValue) : queryValue(value);
  }
  return params;
}

/** A lone surrogate has no encoding and is replaced by U+FFFD instead of failing the call. */
function queryValue(value: unknown): string {
  return String(value).replace(/\p{Cs}/gu, "\ufffd");
}

/** Accepts the printable characters of Latin-1, and trims spaces as `fetch` does. `fetch` would reject other characters with an unclear message, or send them. */
function headerValue(name: string, value: string): string {
  const at = value.search(/[^\x20-\x7e\xa0-\xff]/);
  if (at < 0) return value.replace(/^ +| +$/g, "");
  const character = JSON.stringify(String.fromCodePoint(value.codePointAt(at) ?? 0));
  const message = `${name} contains ${character}, which is not allowed in a header`;
  throw createInvalidRequestError(`The request was not sent: ${message}.`, {
    code: "pattern",
    path: `/${name}`,
    keyword: "in: header",
    message,
    received: character,
    expected: "printable Latin-1 characters",
    source: "RFC 9110, section 5.5",
  });
}
