import createFetchClient, { type Middleware } from "openapi-fetch";
import { requests } from "../../generated/requests.js";
import type { paths } from "../../generated/types.js";
import type { RequestSpec } from "../core/operation.js";
import { registerRequestSecrets } from "../core/redact.js";
import { createInvalidRequestError, ProtocolError, type ValidationError } from "../errors.js";
import type { ClientDefaults } from "./client-defaults.js";
import { fillPathTemplate } from "./encode-path.js";
import { formatQuery, type OperationRequest, type SentRequest, transportOptions } from "./http-client.js";
import { type BufferedResponse, bufferResponse, classifyResponse, createResponseError } from "./response.js";
import type { Transport, TransportResult } from "./transport.js";

/** openapi-fetch over the transport. */
export interface RawClient {
  /** Calls a method of the openapi-fetch client, such as `GET`. */
  call(method: string, parameters: readonly unknown[]): Promise<unknown>;
  /** Sends a request of a generated method through the middleware. */
  send(request: OperationRequest): Promise<SentRequest>;
}

/** Methods that are retried if the contract does not define the operation. */
const REPEATABLE_METHODS = new Set(["GET", "HEAD", "PUT", "DELETE"]);

/**
 * Creates the client. Without middleware, openapi-fetch creates a `PlainRequest` and reads a `PlainResponse`, which cost less than a
 * `Request` and a `Response`; middleware receives the real classes. `middleware` can change between calls.
 */
export function createRawClient(transport: Transport, defaults: ClientDefaults, middleware: readonly Middleware[]): RawClient {
  const { baseUrl, headers } = defaults;
  const client = createFetchClient<paths>({
    baseUrl,
    headers,
    pathSerializer: (path, values) => fillPathTemplate(path, { project_id: defaults.projectId, ...values }, defaults.redactor.redact),
  }) as unknown as UntypedClient;
  return {
    async call(name, parameters) {
      const initAt = name === "request" ? 2 : 1;
      const init = (parameters[initAt] ?? {}) as CallInit;
      const all = [...middleware, ...(init.middleware ?? [])];
      const isPlain = all.length === 0 && init.parseAs === undefined && init.fetch === undefined;
      let buffered: BufferedResponse | undefined;
      const fetch = async (request: Request): Promise<Response> => {
        buffered = await sendRaw(request, transport, defaults);
        return isPlain ? plainResponse(buffered) : copyResponse(buffered);
      };
      const requestClass = all.length === 0 ? { Request: PlainRequest } : {};
      const result = await client[name]?.(...parameters.slice(0, initAt), { fetch, ...requestClass, ...init, middleware: all });
      // as after any call of openapi-fetch, the body of the response has been read
      return isPlain && buffered !== undefined ? { ...result, response: buffered.response } : result;
    },
    async send(operationRequest) {
      const { operation, params, body, signal } = operationRequest;
      let result: TransportResult | undefined;
      let returned: Response | undefined;
      const fetch = async (request: Request): Promise<Response> => {
        const url = new URL(request.url);
        const text = (await request.text()) || undefined;
        result = await transport({
          ...transportOptions(operationRequest),
          method: request.method,
          url,
          headers: headersOf(request),
          body: text,
        });
        if (result.error !== undefined) throw result.error;
        if (result.response === undefined) throw new ProtocolError(`${operation.operationId}: no response was received.`);
        returned = copyResponse(result.response);
        return returned;
      };
      const init = {
        params,
        body,
        bodySerializer: identity,
        querySerializer: () => formatQuery(operation, params.query).slice(1),
        ...(operation.mediaType !== undefined && { headers: { "content-type": operation.mediaType } }),
        signal,
        parseAs: "stream",
        fetch,
        middleware: [...middleware],
      };
      const { response, error } = await (client["request"] as UntypedMethod)(operation.method, operation.path, init);
      const attempts = result?.attempts ?? 0;
      if (response === returned && result?.response !== undefined) return { response: result.response, attempts };
      return { response: await readMiddlewareResponse(response, error, operation, attempts, defaults), attempts };
    },
  };
}

/** The types of the methods depend on the path; here every method forwards its arguments. */
type UntypedMethod = (...parameters: readonly unknown[]) => Promise<{ response: Response; error?: unknown }>;
type UntypedClient = Readonly<Record<string, UntypedMethod>>;
type CallInit = { readonly middleware?: readonly Middleware[]; readonly parseAs?: unknown; readonly fetch?: unknown };

const identity = (text: string): string => text;

/** Buffers a response that a middleware has replaced. */
async function readMiddlewareResponse(
  response: Response,
  error: unknown,
  { operationId, hasResponseBody, repeatable }: RequestSpec,
  attempts: number,
  { redactor }: ClientDefaults,
): Promise<BufferedResponse> {
  const text = response.ok ? await response.text() : typeof error === "string" ? error : JSON.stringify(error ?? "");
  const buffered = bufferResponse(response, text);
  const { attemptClass, problem } = classifyResponse(buffered, hasResponseBody);
  if (attemptClass === "ok") return buffered;
  const context = { operationId, attempts, ambiguous: !repeatable, ambiguousHint: undefined };
  throw createResponseError(buffered, problem, { ...context, retryAfterMs: undefined, redactor, errorCodes: {} });
}

/**
 * Sends a request of the raw client. A response with an error status is returned, because openapi-fetch exposes it as `error`; every
 * other failure is thrown.
 */
async function sendRaw(request: Request, transport: Transport, defaults: ClientDefaults): Promise<BufferedResponse> {
  const url = new URL(request.url);
  if (/%7b/i.test(url.pathname)) throw missingPathParameter(url.pathname);
  const operation = findOperation(requests, defaults.baseUrl, request.method, url);
  const headers = headersOf(request);
  for (const { name, clientOption } of operation?.parameters ?? []) {
    if (clientOption === "appUserId" && defaults.appUserId !== undefined) headers[name.toLowerCase()] ??= defaults.appUserId;
  }
  const body = (await request.text()) || undefined;
  if (body !== undefined) registerRequestSecrets(parseJson(body), defaults.redactor);
  const { response, error } = await transport({
    operationId: operation?.operationId ?? "raw",
    repeatable: operation?.repeatable ?? REPEATABLE_METHODS.has(request.method),
    expectsBody: operation?.hasResponseBody ?? false,
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
  return response;
}

function headersOf(request: Request): Record<string, string> {
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    headers[name] = value;
  });
  return headers;
}

/** Parses a body only to find secrets in it; a body that is not JSON is sent unchanged. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Creates the parts of a response that openapi-fetch reads. */
function plainResponse({ response, text, data }: BufferedResponse): Response {
  const { status, ok, headers } = response;
  const plain: Pick<Response, "status" | "ok" | "headers" | "text" | "json"> = {
    status,
    ok,
    headers,
    text: async () => text,
    json: async () => data,
  };
  return plain as Response;
}

/** Creates a response with the same content and an unread body. */
function copyResponse({ response, text }: BufferedResponse): Response {
  const headers = new Headers(response.headers);
  // these headers describe the encoded body, which has been decoded
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  const { status, statusText } = response;
  return new Response(status === 204 || status === 205 || status === 304 ? null : text, { status, statusText, headers });
}

function missingPathParameter(pathname: string): ValidationError {
  const name = /%7b(.*?)%7d/i.exec(pathname)?.[1] ?? "a path parameter";
  return createInvalidRequestError(
    `${name} is missing: the path still contains its placeholder.`,
    {
      code: "required",
      path: `/${name}`,
      keyword: "in: path",
      message: `${name} is missing`,
      received: "undefined",
      expected: "one path segment",
      source: "path template of the contract",
    },
    "Pass it in params.path. The request was not sent.",
  );
}

/** Finds the operation of a URL. A path with fewer parameters takes precedence. */
function findOperation(specs: Readonly<Record<string, RequestSpec>>, baseUrl: string, method: string, url: URL): RequestSpec | undefined {
  const segments = url.href.slice(baseUrl.length).split(/[?#]/, 1).join("").split("/");
  let match: RequestSpec | undefined;
  for (const operation of Object.values(specs)) {
    if (operation.method !== method) continue;
    const template = operation.path.split("/");
    if (template.length !== segments.length || !template.every((segment, i) => segment.startsWith("{") || segment === segments[i]))
      continue;
    if (match === undefined || parameterCount(operation) < parameterCount(match)) match = operation;
  }
  return match;
}

function parameterCount(operation: RequestSpec): number {
  return operation.path.split("{").length;
}

/**
 * The parts of a `Request` that the transport reads. A `Request` would parse the URL, copy the headers and encode the body, which the
 * transport does again. Only a body that is not text needs a `Request`.
 */
class PlainRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  readonly text: () => Promise<string>;

  constructor(url: string, init: RequestInit) {
    const { body } = init;
    const request = typeof body === "string" || body === undefined || body === null ? undefined : new Request(url, init);
    this.url = url;
    this.method = init.method ?? "GET";
    this.headers = request?.headers ?? (init.headers instanceof Headers ? init.headers : new Headers(init.headers));
    this.signal = init.signal ?? undefined;
    this.text = async () => (request === undefined ? String(body ?? "") : request.text());
  }
}
