import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `minimum` (Validation 6.2.4): the least allowed number. Written so that NaN is a fault too. */
export const minimum = simple(
  "minimum",
  "number",
  ({ parameter, value }) => code`!(${value} >= ${Number(parameter)})`,
  ({ emitter, parameter, value, path, subject, source }) =>
    code`${emitter.runtime("outOfRange")}(out, ${path}, ${subject}, ${value}, ${literal("minimum")}, ${Number(parameter)}, ${source})`,
);
