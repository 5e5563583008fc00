import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `minItems` (Validation 6.4.2). */
export const minItems = defineKeyword(
  "minItems",
  "array",
  ({ keywordValue, value }) => (keywordValue === 0 ? undefined : code`${value}.length < ${Number(keywordValue)}`),
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportLength")}(out, ${path}, ${subject}, ${value}.length, ${literal("minItems")}, ${Number(keywordValue)}, ${source})`,
);
