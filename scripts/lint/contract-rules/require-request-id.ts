import { type ContractRule, entries, isObject, resolveRef } from "./rule.js";
import { operations } from "./walk.js";

/** Successful responses of operations must declare the request ID header. Webhook responses are sent by the receiver, so they are exempt. */
export const requireRequestId: ContractRule = {
  id: "require-request-id",
  description: "support needs the request ID, and the client returns it with every response",
  check: (document) =>
    [...operations(document)].flatMap(({ operation, path }) =>
      entries(operation.responses)
        .filter(([status, response]) => status.startsWith("2") && !hasRequestIdHeader(resolveRef(document, response)))
        .map(([status]) => ({ path: [...path, "responses", status], message: "response has no X-Request-Id header; add it" })),
    ),
};

const hasRequestIdHeader = (response: unknown): boolean =>
  isObject(response) && isObject(response.headers) && "X-Request-Id" in response.headers;
