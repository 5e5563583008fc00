import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `maximum` (Validation 6.2.2): the greatest allowed number. Written so that NaN is a fault too. */
export const maximum = simple(
  "maximum",
  "number",
  ({ parameter, value }) => code`!(${value} <= ${Number(parameter)})`,
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("outOfRange")}(out, ${path}, ${subject}, ${value}, ${literal("maximum")}, ${Number(parameter)}, ${source})`,
);
