import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `const` (Validation 6.1.3): by JSON equality. */
export const constant = simple(
  "const",
  "any",
  ({ emitter, parameter, value }) =>
    typeof parameter === "object" && parameter !== null
      ? code`!${emitter.runtime("equal")}(${value}, ${literal(parameter)})`
      : code`${value} !== ${literal(parameter)}`,
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("notConstant")}(out, ${path}, ${subject}, ${value}, ${literal(parameter)}, ${source})`,
);
