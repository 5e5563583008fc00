import { code } from "../code.js";
import { simple } from "../keyword.js";

/** `multipleOf` (Validation 6.2.1): exact in decimal, by remainder where both are whole. */
export const multipleOf = simple(
  "multipleOf",
  "number",
  ({ emitter, parameter, value }) => code`!${emitter.runtime("isMultipleOf")}(${value}, ${Number(parameter)})`,
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("notMultiple")}(out, ${path}, ${subject}, ${value}, ${Number(parameter)}, ${source})`,
);
