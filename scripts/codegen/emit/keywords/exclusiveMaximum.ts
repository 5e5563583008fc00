import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `exclusiveMaximum` (Validation 6.2.3): the number must lie below. Written so that NaN is a fault too. */
export const exclusiveMaximum = simple(
  "exclusiveMaximum",
  "number",
  ({ parameter, value }) => code`!(${value} < ${Number(parameter)})`,
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("outOfRange")}(out, ${path}, ${subject}, ${value}, ${literal("exclusiveMaximum")}, ${Number(parameter)}, ${source})`,
);
