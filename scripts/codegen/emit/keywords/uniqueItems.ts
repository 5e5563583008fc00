import { type Code, code } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `uniqueItems` (Validation 6.4.3): JSON equality; reports the first duplicate element. */
export const uniqueItems = defineKeyword(
  "uniqueItems",
  "array",
  (context) => (context.keywordValue === true ? code`${duplicateIndex(context)} !== -1` : undefined),
  (context) => code`${context.emitter.runtime("reportDuplicate")}(out, ${context.path}, ${duplicateIndex(context)}, ${context.source})`,
);

function duplicateIndex({ emitter, value }: KeywordContext): Code {
  return code`${emitter.runtime("findDuplicateIndex")}(${value})`;
}
