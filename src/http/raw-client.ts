import createFetchClient, { type Client as FetchClient } from "openapi-fetch";
import { operations } from "../../generated/operations.js";
import type { paths } from "../../generated/types.js";
import type { Operation } from "../core/operation.js";
import { ProtocolError, ValidationError } from "../errors.js";
import { fillPathTemplate } from "./encode-path.js";
import { type CallDefaults, hasResponseBody } from "./operation-caller.js";
import { registerRequestSecrets } from "./request-secrets.js";
import type { Transport } from "./transport.js";

/** Methods that are retried if the contract does not define the operation. */
const REPEATABLE_METHODS = new Set(["GET", "HEAD", "PUT", "DELETE"]);

/** Creates an openapi-fetch client that sends its requests through the client's transport. */
export function createRawClient(transport: Transport, defaults: CallDefaults): FetchClient<paths> {
  return createFetchClient<paths>({
    baseUrl: defaults.baseUrl,
    pathSerializer: (path, values) => fillPathTemplate(path, { project_id: defaults.projectId, ...values }),
    fetch: createRawFetch(transport, operations, defaults),
  });
}

/**
 * Creates the `fetch` function of openapi-fetch. A response with an error status is returned, because openapi-fetch exposes it as
 * `error`; every other failure is thrown.
 */
function createRawFetch(
  transport: Transport,
  operations: Readonly<Record<string, Operation>>,
  defaults: CallDefaults,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url);
    if (/%7b/i.test(url.pathname)) throw missingPathParameter(url.pathname);
    const operation = findOperation(operations, defaults.baseUrl, request.method, url);
    const headers: Record<string, string> = { ...defaults.headers };
    for (const parameter of operation?.parameters ?? []) {
      if (parameter.clientOption === "appUserId" && defaults.appUserId !== undefined)
        headers[parameter.name.toLowerCase()] = defaults.appUserId;
    }
    request.headers.forEach((value, name) => {
      headers[name] = value;
    });
    const body = (await request.text()) || undefined;
    registerRequestSecrets(parseJson(body), defaults.redactor);
    const result = await transport({
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
    const { response, error } = result;
    if (response === undefined || (error !== undefined && response.status < 400)) {
      throw error ?? new ProtocolError("No response was received.");
    }
    return copyResponse(response.response, response.text);
  };
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
function copyResponse(response: Response, text: string): Response {
  const headers = new Headers(response.headers);
  // these headers describe the encoded body, which has been decoded
  for (const name of ["content-encoding", "content-length", "transfer-encoding"]) headers.delete(name);
  const { status, statusText } = response;
  return new Response(status === 204 || status === 205 || status === 304 ? null : text, { status, statusText, headers });
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
