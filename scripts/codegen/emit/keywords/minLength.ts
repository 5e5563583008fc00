import { type Code, code, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `minLength` (Validation 6.3.2): in code points, which are counted only if `.length` is inconclusive. */
export const minLength = defineKeyword("minLength", "string", tooShort, ({ emitter, keywordValue, value, path, subject, source }) => {
  const count = code`${emitter.runtime("codePoints")}(${value})`;
  return code`${emitter.runtime("reportLength")}(out, ${path}, ${subject}, ${count}, ${literal("minLength")}, ${Number(keywordValue)}, ${source})`;
});

function tooShort({ emitter, keywordValue, value }: KeywordContext): Code | undefined {
  const minimum = Number(keywordValue);
  if (minimum === 0) return undefined;
  if (minimum === 1) return code`${value}.length === 0`;
  return code`(${value}.length < ${minimum} || ${value}.length < ${minimum * 2} && ${emitter.runtime("codePoints")}(${value}) < ${minimum})`;
}
