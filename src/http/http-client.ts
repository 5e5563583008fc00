import type { RequestSpec } from "../core/operation.js";
import { ProtocolError } from "../errors.js";
import type { ClientDefaults } from "./client-defaults.js";
import { fillPathTemplate } from "./encode-path.js";
import type { BufferedResponse } from "./response.js";
import type { Transport, TransportRequest } from "./transport.js";

/** A request of an operation; `body` is JSON text. */
export interface OperationRequest {
  readonly operation: RequestSpec;
  readonly params: RequestParams;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly deadlineAt: number | undefined;
  readonly beforeSend: (() => Promise<void>) | undefined;
}

/** Parameters by location: path and query by wire name, headers by lower-case name. */
export interface RequestParams {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, string | readonly string[]>;
  readonly header: Record<string, string>;
}

export interface SentRequest {
  readonly response: BufferedResponse;
  readonly attempts: number;
}

/** Sends a request of a generated method. Throws for every response with an error status. */
export type SendOperation = (request: OperationRequest) => Promise<SentRequest>;

/** Creates the function that sends requests. With middleware, requests pass through openapi-fetch, which runs the middleware. */
export function createSendOperation(
  transport: Transport,
  defaults: ClientDefaults,
  raw: () => Promise<{ readonly send: SendOperation }> | undefined,
): SendOperation {
  return async (request) => {
    const rawClient = raw();
    if (rawClient !== undefined) return (await rawClient).send(request);
    const { operation, params, body } = request;
    const path = fillPathTemplate(operation.path, params.path, defaults.redactor.redact);
    const query = formatQuery(operation, params.query);
    const { response, attempts, error } = await transport({
      ...transportOptions(request),
      url: new URL(`${defaults.baseUrl}${path}${query}`),
      headers: {
        ...defaults.headers,
        ...(body !== undefined && { "content-type": operation.mediaType ?? "application/json" }),
        ...params.header,
      },
      body,
    });
    if (error !== undefined) throw error;
    if (response === undefined) throw new ProtocolError(`${operation.operationId}: no response was received.`);
    return { response, attempts };
  };
}

/** Returns what the transport needs besides the request itself. */
export function transportOptions(request: OperationRequest): Omit<TransportRequest, "url" | "headers" | "body"> {
  const { operation, signal, timeoutMs, deadlineAt, beforeSend } = request;
  const { operationId, repeatable, hasResponseBody: expectsBody, method } = operation;
  return { operationId, repeatable, expectsBody, method, signal, timeoutMs, deadlineAt, beforeSend };
}

/** Formats the query string. An array is sent as repeated keys, or as one value separated by commas. */
export function formatQuery({ parameters }: RequestSpec, query: RequestParams["query"]): string {
  let text = "";
  for (const name in query) {
    const values = [query[name] ?? []].flat().map(encodeURIComponent);
    const isJoined = values.length > 1 && parameters.some((parameter) => parameter.name === name && parameter.explode === false);
    for (const value of isJoined ? [values.join(",")] : values) text += `${text === "" ? "?" : "&"}${name}=${value}`;
  }
  return text;
}
