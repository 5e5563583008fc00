import type { ContractRule } from "./rule.js";
import { schemas } from "./walk.js";

/** No `nullable`, which OpenAPI 3.1 does not define. */
export const noNullable: ContractRule = {
  id: "no-nullable",
  description: "OpenAPI 3.1 tools ignore nullable and reject null",
  check: (document) =>
    [...schemas(document)]
      .filter(({ schema }) => Object.hasOwn(schema, "nullable"))
      .map(({ path }) => ({ path: [...path, "nullable"], message: 'nullable is not defined in OpenAPI 3.1; use type: [<type>, "null"]' })),
};
