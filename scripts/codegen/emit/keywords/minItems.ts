import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `minItems` (Validation 6.4.2). */
export const minItems = simple(
  "minItems",
  "array",
  ({ parameter, value }) => (parameter === 0 ? undefined : code`${value}.length < ${Number(parameter)}`),
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("wrongLength")}(out, ${path}, ${subject}, ${value}.length, ${literal("minItems")}, ${Number(parameter)}, ${source})`,
);
