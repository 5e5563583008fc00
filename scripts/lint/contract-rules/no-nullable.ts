import type { HouseRule } from "./rule.js";
import { schemas } from "./walk.js";

/** `nullable` is of OpenAPI 3.0 and means nothing in 3.1. */
export const noNullable: HouseRule = {
  id: "no-nullable",
  why: "3.1 readers ignore it, so null would be refused in silence",
  check: (document) =>
    [...schemas(document)]
      .filter(({ schema }) => Object.hasOwn(schema, "nullable"))
      .map(({ path }) => ({ path: [...path, "nullable"], message: 'nullable is not of OpenAPI 3.1; write type: [<type>, "null"]' })),
};
