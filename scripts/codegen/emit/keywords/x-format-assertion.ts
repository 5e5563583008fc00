import { type Code, code, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `format` (Validation 7.2), asserted only with `x-format-assertion: true`. */
export const formatAssertion = defineKeyword(
  "x-format-assertion",
  "string",
  violation,
  ({ emitter, node, value, path, subject, source }) =>
    code`${emitter.runtime("reportFormat")}(out, ${path}, ${subject}, ${value}, ${literal(node.keywords.get("format"))}, ${source})`,
);

function violation({ emitter, node, keywordValue, value }: KeywordContext): Code | undefined {
  const format = node.keywords.get("format");
  if (keywordValue !== true || typeof format !== "string") return undefined;
  return code`!${emitter.runtime("hasFormat")}(${literal(format)}, ${value})`;
}
