import createFetchClient, { type Client as FetchClient, type Middleware } from "openapi-fetch";
import { operations } from "../../generated/operations.js";
import type { paths } from "../../generated/types.js";
import type { Operation } from "../core/operation.js";
import type { Redactor } from "../core/redact.js";
import { ProtocolError, ValidationError } from "../errors.js";
import { fillPathTemplate } from "./encode-path.js";
import { PlainRequest } from "./plain-request.js";
import { registerRequestSecrets } from "./request-secrets.js";
import { type BufferedResponse, bufferResponse, classifyResponse, createResponseError } from "./response.js";
import type { Transport, TransportResult } from "./transport.js";

/** Client options that apply to every request. */
export interface ClientDefaults {
  readonly baseUrl: string;
  readonly projectId: string | undefined;
  readonly appUserId: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly redactor: Redactor;
}

/** A request of an operation; `body` is JSON text. */
export interface OperationRequest {
  readonly operation: Operation;
  readonly params: RequestParams;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly deadlineAt: number | undefined;
  readonly beforeSend: (() => Promise<void>) | undefined;
}

/** Parameters by location, by wire name. */
export interface RequestParams {
  readonly path: Record<string, unknown>;
  readonly query: Record<string, unknown>;
  readonly header: Record<string, string>;
}

/** The one HTTP client of a client: openapi-fetch, whose `fetch` is the transport. */
export interface HttpClient {
  readonly raw: FetchClient<paths>;
  /** Sends a request of a generated method. Throws for every response with an error status. */
  send(request: OperationRequest): Promise<{ readonly response: BufferedResponse; readonly attempts: number }>;
}

/** Methods that are retried if the contract does not define the operation. */
const REPEATABLE_METHODS = new Set(["GET", "HEAD", "PUT", "DELETE"]);

/**
 * Creates the client. Without middleware, openapi-fetch creates a `PlainRequest`, which costs less than a `Request`; with middleware,
 * it creates what the middleware expects.
 */
export function createHttpClient(transport: Transport, defaults: ClientDefaults): HttpClient {
  let hasMiddleware = false;
  const { baseUrl, headers } = defaults;
  const client = createFetchClient<paths>({
    baseUrl,
    headers,
    pathSerializer: (path, values) => fillPathTemplate(path, { project_id: defaults.projectId, ...values }, defaults.redactor.redact),
    fetch: createRawFetch(transport, operations, defaults),
  });
  const requestClass = (init?: CallInit): object => (hasMiddleware || (init?.middleware?.length ?? 0) > 0 ? {} : { Request: PlainRequest });
  // the types of the methods depend on the path; here every method forwards its arguments
  const raw = { ...client } as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const [name, method] of Object.entries(raw)) {
    if (name === "use" || name === "eject") continue;
    const initAt = name === "request" ? 2 : 1;
    raw[name] = (...args) =>
      method(...args.slice(0, initAt), {
        ...requestClass(args[initAt] as CallInit | undefined),
        ...(args[initAt] as CallInit | undefined),
      });
  }
  raw["use"] = (...middleware) => {
    hasMiddleware = true;
    client.use(...(middleware as Middleware[]));
  };
  return {
    raw: raw as unknown as FetchClient<paths>,
    async send({ operation, params, body, signal, timeoutMs, deadlineAt, beforeSend }) {
      let result: TransportResult | undefined;
      let returned: Response | undefined;
      const { operationId, repeatable, method, path } = operation;
      const fetch = async (request: Request): Promise<Response> => {
        result = await transport({
          operationId,
          repeatable,
          expectsBody: hasResponseBody(operation),
          method: request.method,
          url: new URL(request.url),
          headers: headersOf(request),
          body: request instanceof PlainRequest ? body : (await request.text()) || undefined,
          signal,
          timeoutMs,
          deadlineAt,
          beforeSend,
        });
        if (result.error !== undefined) throw result.error;
        if (result.response === undefined) throw new ProtocolError(`${operationId}: no response was received.`);
        returned = hasMiddleware ? copyResponse(result.response) : result.response.response;
        return returned;
      };
      const init = { params, body, bodySerializer: identity, signal, parseAs: "stream", fetch, ...requestClass() };
      const { response, error } = await (client as unknown as UntypedClient).request(method, path, init);
      const attempts = result?.attempts ?? 0;
      if (response === returned && result?.response !== undefined) return { response: result.response, attempts };
      return { response: await readMiddlewareResponse(response, error, operation, attempts, defaults), attempts };
    },
  };
}

type CallInit = { readonly middleware?: readonly unknown[] };

/** The method `request` without the types of the paths, which depend on the operation. */
interface UntypedClient {
  request(method: string, path: string, init: object): Promise<{ response: Response; error?: unknown }>;
}

const identity = (text: string): string => text;

/** Buffers a response that a middleware has replaced. */
async function readMiddlewareResponse(
  response: Response,
  error: unknown,
  operation: Operation,
  attempts: number,
  { redactor }: ClientDefaults,
): Promise<BufferedResponse> {
  const text = response.ok ? await response.text() : typeof error === "string" ? error : JSON.stringify(error ?? "");
  const buffered = bufferResponse(response, text);
  const { attemptClass, problem } = classifyResponse(buffered, hasResponseBody(operation), {});
  if (attemptClass === "ok") return buffered;
  const context = { operationId: operation.operationId, attempts, ambiguous: !operation.repeatable, ambiguousHint: undefined };
  throw createResponseError(buffered, problem, { ...context, retryAfterMs: undefined, redactor, errorCodes: {} });
}

/**
 * Creates the `fetch` function of `raw`. A response with an error status is returned, because openapi-fetch exposes it as `error`;
 * every other failure is thrown.
 */
function createRawFetch(
  transport: Transport,
  operations: Readonly<Record<string, Operation>>,
  defaults: ClientDefaults,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (/%7b/i.test(url.pathname)) throw missingPathParameter(url.pathname);
    const operation = findOperation(operations, defaults.baseUrl, request.method, url);
    const headers = headersOf(request);
    for (const { name, clientOption } of operation?.parameters ?? []) {
      if (clientOption === "appUserId" && defaults.appUserId !== undefined) headers[name.toLowerCase()] ??= defaults.appUserId;
    }
    const body = (await request.text()) || undefined;
    registerRequestSecrets(parseJson(body), defaults.redactor);
    const { response, error } = await transport({
      operationId: operation?.operationId ?? "raw",
      repeatable: operation?.repeatable ?? REPEATABLE_METHODS.has(request.method),
      expectsBody: operation !== undefined && hasResponseBody(operation),
      method: request.method,
      url,
      headers,
      body,
      signal: request.signal,
      timeoutMs: defaults.timeoutMs,
    });
    if (response === undefined || (error !== undefined && response.status < 400)) {
      throw error ?? new ProtocolError("No response was received.");
    }
    return copyResponse(response);
  };
}

function headersOf(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return headers;
}

/** Parses a body only to find secrets in it; a body that is not JSON is sent unchanged. */
function parseJson(body: string | undefined): unknown {
  try {
    return JSON.parse(body ?? "null");
  } catch {
    return undefined;
  }
}

/** Creates a response with the same content and an unread body. */
function copyResponse({ response, text }: BufferedResponse): Response {
  const headers = new Headers(response.headers);
  // these headers describe the encoded body, which has been decoded
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  const { status, statusText } = response;
  return new Response(status === 204 || status === 205 || status === 304 ? null : text, { status, statusText, headers });
}

const withResponseBody = new WeakMap<Operation, boolean>();

/** Whether a successful response of the operation has a body. */
function hasResponseBody(operation: Operation): boolean {
  const known = withResponseBody.get(operation);
  if (known !== undefined) return known;
  const hasBody = Object.entries(operation.responses).some(([status, { schema }]) => status.startsWith("2") && schema !== undefined);
  withResponseBody.set(operation, hasBody);
  return hasBody;
}

function missingPathParameter(pathname: string): ValidationError {
  const name = /%7b(.*?)%7d/i.exec(pathname)?.[1] ?? "a path parameter";
  return new ValidationError(`${name} is missing: the path still contains its placeholder.`, {
    issues: [
      {
        code: "required",
        path: `/${name}`,
        keyword: "in: path",
        message: `${name} is missing`,
        received: "undefined",
        expected: "one path segment",
        severity: "error",
        source: "path template of the contract",
      },
    ],
    hint: "Pass it in params.path. The request was not sent.",
  });
}

/** Finds the operation of a URL. A path with fewer parameters takes precedence. */
function findOperation(operations: Readonly<Record<string, Operation>>, baseUrl: string, method: string, url: URL): Operation | undefined {
  const segments = url.href.slice(baseUrl.length).split(/[?#]/, 1).join("").split("/");
  let match: Operation | undefined;
  for (const operation of Object.values(operations)) {
    if (operation.method !== method) continue;
    const template = operation.path.split("/");
    if (template.length !== segments.length || !template.every((segment, i) => segment.startsWith("{") || segment === segments[i]))
      continue;
    if (match === undefined || parameterCount(operation) < parameterCount(match)) match = operation;
  }
  return match;
}

function parameterCount(operation: Operation): number {
  return operation.path.split("{").length;
}
