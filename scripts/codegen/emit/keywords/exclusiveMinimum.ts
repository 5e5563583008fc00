import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `exclusiveMinimum` (Validation 6.2.5): the number must lie above. Written so that NaN is a fault too. */
export const exclusiveMinimum = simple(
  "exclusiveMinimum",
  "number",
  ({ parameter, value }) => code`!(${value} > ${Number(parameter)})`,
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("outOfRange")}(out, ${path}, ${subject}, ${value}, ${literal("exclusiveMinimum")}, ${Number(parameter)}, ${source})`,
);
