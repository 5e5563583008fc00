import { type Code, code, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `minProperties` (Validation 6.5.2): counts own properties that JSON serializes. */
export const minProperties = defineKeyword(
  "minProperties",
  "object",
  (context) => (context.keywordValue === 0 ? undefined : code`${count(context)} < ${Number(context.keywordValue)}`),
  (context) =>
    code`${context.emitter.runtime("reportLength")}(out, ${context.path}, ${context.subject}, ${count(context)}, ${literal("minProperties")}, ${Number(context.keywordValue)}, ${context.source})`,
);

function count({ emitter, value }: KeywordContext): Code {
  return code`${emitter.runtime("keysOf")}(${value}).length`;
}
