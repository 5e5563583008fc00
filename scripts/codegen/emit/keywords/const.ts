import { code, literal } from "../code.js";
import { defineKeyword } from "../keyword.js";

/** `const` (Validation 6.1.3): JSON equality. */
export const constant = defineKeyword(
  "const",
  "any",
  ({ emitter, keywordValue, value }) =>
    typeof keywordValue === "object" && keywordValue !== null
      ? code`!${emitter.runtime("equal")}(${value}, ${literal(keywordValue)})`
      : code`${value} !== ${literal(keywordValue)}`,
  ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportConst")}(out, ${path}, ${subject}, ${value}, ${literal(keywordValue)}, ${source})`,
);
