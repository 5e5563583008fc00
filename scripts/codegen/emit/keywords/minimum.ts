import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `minimum` (Validation 6.2.4). The negated comparison also rejects NaN. */
export const minimum = defineKeyword(
  "minimum",
  "number",
  ({ keywordValue, value }) => code`!(${value} >= ${Number(keywordValue)})`,
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportRange")}(out, ${path}, ${subject}, ${value}, ${literal("minimum")}, ${Number(keywordValue)}, ${source})`,
);
