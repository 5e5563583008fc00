import { entries, follow, type HouseRule, isObject } from "./rule.js";
import { operations } from "./walk.js";

/** Every good answer of an operation carries the number of its request; a webhook's answers are not the service's. */
export const requestId: HouseRule = {
  id: "request-id",
  why: "the service's support asks for it, and the client hands it out with every answer",
  check: (document) =>
    [...operations(document)].flatMap(({ operation, path }) =>
      entries(operation.responses)
        .filter(([status, response]) => status.startsWith("2") && !names(follow(document, response)))
        .map(([status]) => ({ path: [...path, "responses", status], message: "answer without the header X-Request-Id" })),
    ),
};

const names = (response: unknown): boolean => isObject(response) && isObject(response.headers) && "X-Request-Id" in response.headers;
