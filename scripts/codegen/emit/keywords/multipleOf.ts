import { code } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `multipleOf` (Validation 6.2.1): exact for decimal fractions. */
export const multipleOf = defineKeyword(
  "multipleOf",
  "number",
  ({ emitter, keywordValue, value }) => code`!${emitter.runtime("isMultipleOf")}(${value}, ${Number(keywordValue)})`,
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportMultipleOf")}(out, ${path}, ${subject}, ${value}, ${Number(keywordValue)}, ${source})`,
);
