import { code, literal } from "../code.js";
import { simple } from "../keyword.js";

/** `minimum` (Validation 6.2.4): the least allowed number. Written so that NaN is a fault too. */
export const minimum = simple(
  "minimum",
  "number",
  ({ parameter, value }) => code`!(${value} >= ${Number(parameter)})`,
  ({ emitter, parameter, value, path, source }) =>
    code`${emitter.runtime("outOfRange")}(out, ${path}, ${value}, ${literal("minimum")}, ${Number(parameter)}, ${source})`,
);
