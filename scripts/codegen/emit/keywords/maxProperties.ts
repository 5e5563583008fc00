import { type Code, code, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `maxProperties` (Validation 6.5.1): counts own properties that JSON serializes. */
export const maxProperties = defineKeyword(
  "maxProperties",
  "object",
  (context) => code`${count(context)} > ${Number(context.keywordValue)}`,
  (context) =>
    code`${context.emitter.runtime("reportLength")}(out, ${context.path}, ${context.subject}, ${count(context)}, ${literal("maxProperties")}, ${Number(context.keywordValue)}, ${context.source})`,
);

function count({ emitter, value }: KeywordContext): Code {
  return code`${emitter.runtime("keysOf")}(${value}).length`;
}
