import { type Code, code, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `maxLength` (Validation 6.3.1): in code points, which are counted only if `.length` is inconclusive. */
export const maxLength = defineKeyword("maxLength", "string", tooLong, ({ emitter, keywordValue, value, path, subject, source }) => {
  const count = code`${emitter.runtime("codePoints")}(${value})`;
  return code`${emitter.runtime("reportLength")}(out, ${path}, ${subject}, ${count}, ${literal("maxLength")}, ${Number(keywordValue)}, ${source})`;
});

function tooLong({ emitter, keywordValue, value }: KeywordContext): Code {
  const maximum = Number(keywordValue);
  if (maximum === 0) return code`${value}.length > 0`;
  return code`(${value}.length > ${maximum} && (${value}.length > ${maximum * 2} || ${emitter.runtime("codePoints")}(${value}) > ${maximum}))`;
}
