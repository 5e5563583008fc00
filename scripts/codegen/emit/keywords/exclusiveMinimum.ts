import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `exclusiveMinimum` (Validation 6.2.5). The negated comparison also rejects NaN. */
export const exclusiveMinimum = defineKeyword(
  "exclusiveMinimum",
  "number",
  ({ keywordValue, value }) => code`!(${value} > ${Number(keywordValue)})`,
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportRange")}(out, ${path}, ${subject}, ${value}, ${literal("exclusiveMinimum")}, ${Number(keywordValue)}, ${source})`,
);
