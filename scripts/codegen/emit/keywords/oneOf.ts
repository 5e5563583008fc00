import { type Code, code, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";
import { nullable } from "./nullable.js";

/** `oneOf` (Core 10.2.1.3): reports one issue at the value with the number of matching alternatives. */
export const oneOf = nullable(
  defineKeyword(
    "oneOf",
    "any",
    (context) => code`(${matches(context)}) !== 1`,
    (context) =>
      code`${context.emitter.runtime("reportAlternatives")}(out, ${context.path}, ${literal("oneOf")}, ${matches(context)}, ${context.source})`,
  ),
);

function matches({ emitter, node, keywordValue, value }: KeywordContext): Code {
  return (keywordValue as unknown[])
    .map((_, i) => code`(${emitter.violation(node.child("oneOf", i), value)} ? 0 : 1)`)
    .reduce((all, one) => code`${all} + ${one}`);
}
