import type { SchemaNode } from "../../model/schema.js";
import { code } from "../code.js";
import type { Keyword, KeywordContext } from "../keyword.js";
import { rejectsNull } from "../ts-type.js";

/** Optimizes `anyOf` and `oneOf` of a schema and null: values other than null are validated by the schema, which reports its own issues. */
export function nullable(keyword: Keyword): Keyword {
  return {
    ...keyword,
    test: (context) => {
      const other = nonNullAlternative(context, keyword.name);
      return other
        ? [{ violation: code`${context.value} !== null && ${context.emitter.violation(other, context.value)}` }]
        : keyword.test(context);
    },
    collect: (context) => {
      const other = nonNullAlternative(context, keyword.name);
      return other
        ? code`if (${context.value} !== null) {\n${context.emitter.report(other, context.value, context.path)}\n}`
        : keyword.collect(context);
    },
  };
}

/** Returns the alternative to `type: null` if there are exactly two alternatives and the other one rejects null. */
function nonNullAlternative({ emitter, node, keywordValue }: KeywordContext, keyword: string): SchemaNode | undefined {
  const alternatives = (keywordValue as unknown[]).map((_, i) => node.child(keyword, i));
  const nulls = alternatives.filter(({ keywords }) => keywords.size === 1 && keywords.get("type") === "null");
  const other = alternatives.find((alternative) => !nulls.includes(alternative));
  if (alternatives.length !== 2 || nulls.length !== 1 || !nulls[0] || !other || !rejectsNull(other)) return undefined;
  emitter.markCovered(nulls[0], "type");
  return other;
}
