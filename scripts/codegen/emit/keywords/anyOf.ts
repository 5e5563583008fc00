import { type Code, code, join, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";
import { nullable } from "./nullable.js";

/** `anyOf` (Core 10.2.1.2): reports one issue at the value, not the issues of the alternatives. */
export const anyOf = nullable(
  defineKeyword(
    "anyOf",
    "any",
    violation,
    ({ emitter, path, source }) => code`${emitter.runtime("reportAlternatives")}(out, ${path}, ${literal("anyOf")}, 0, ${source})`,
  ),
);

function violation({ emitter, node, keywordValue, value }: KeywordContext): Code {
  return join(
    (keywordValue as unknown[]).map((_, i) => emitter.violation(node.child("anyOf", i), value)),
    " && ",
  );
}
