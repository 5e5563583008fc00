import { type Code, code, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `pattern` (Validation 6.3.3): compiled once with the `u` flag, not anchored. */
export const pattern = defineKeyword(
  "pattern",
  "string",
  (context) => code`!${expression(context)}.test(${context.value})`,
  (context) =>
    code`${context.emitter.runtime("reportPattern")}(out, ${context.path}, ${context.subject}, ${context.value}, ${literal(context.keywordValue)}, ${context.source})`,
);

function expression({ emitter, keywordValue }: KeywordContext): Code {
  return emitter.constant("pattern", code`new RegExp(${literal(keywordValue)}, "u")`);
}
