import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `maxItems` (Validation 6.4.1). */
export const maxItems = simple(
  "maxItems",
  "array",
  ({ parameter, value }) => code`${value}.length > ${Number(parameter)}`,
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("wrongLength")}(out, ${path}, ${subject}, ${value}.length, ${literal("maxItems")}, ${Number(parameter)}, ${source})`,
);
