import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `maxItems` (Validation 6.4.1). */
export const maxItems = defineKeyword(
  "maxItems",
  "array",
  ({ keywordValue, value }) => code`${value}.length > ${Number(keywordValue)}`,
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportLength")}(out, ${path}, ${subject}, ${value}.length, ${literal("maxItems")}, ${Number(keywordValue)}, ${source})`,
);
