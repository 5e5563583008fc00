import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `maximum` (Validation 6.2.2). The negated comparison also rejects NaN. */
export const maximum = defineKeyword(
  "maximum",
  "number",
  ({ keywordValue, value }) => code`!(${value} <= ${Number(keywordValue)})`,
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportRange")}(out, ${path}, ${subject}, ${value}, ${literal("maximum")}, ${Number(keywordValue)}, ${source})`,
);
