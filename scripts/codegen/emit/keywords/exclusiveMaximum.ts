import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `exclusiveMaximum` (Validation 6.2.3). The negated comparison also rejects NaN. */
export const exclusiveMaximum = defineKeyword(
  "exclusiveMaximum",
  "number",
  ({ keywordValue, value }) => code`!(${value} < ${Number(keywordValue)})`,
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportRange")}(out, ${path}, ${subject}, ${value}, ${literal("exclusiveMaximum")}, ${Number(keywordValue)}, ${source})`,
);
