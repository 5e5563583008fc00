import type { SchemaNode } from "../../model/schema.js";
import { code } from "../code.js";
import type { Keyword, Use } from "../keyword.js";
import { refusesNull } from "../ts-type.js";

/** `anyOf` or `oneOf` of a schema and null asks only that schema, and its issues stand at their own places. */
export function besideNull(keyword: Keyword): Keyword {
  return {
    ...keyword,
    test: (use) => {
      const other = otherThanNull(use, keyword.name);
      return other ? [{ fault: code`${use.value} !== null && ${use.emitter.fault(other, use.value)}` }] : keyword.test(use);
    },
    collect: (use) => {
      const other = otherThanNull(use, keyword.name);
      return other ? code`if (${use.value} !== null) {\n${use.emitter.report(other, use.value, use.path)}\n}` : keyword.collect(use);
    },
  };
}

/** The alternative beside `type: null`, where there are just these two and the other one refuses null. */
function otherThanNull({ emitter, node, parameter }: Use, keyword: string): SchemaNode | undefined {
  const alternatives = (parameter as unknown[]).map((_, i) => node.child(keyword, i));
  const nulls = alternatives.filter(({ keywords }) => keywords.size === 1 && keywords.get("type") === "null");
  const other = alternatives.find((alternative) => !nulls.includes(alternative));
  if (alternatives.length !== 2 || nulls.length !== 1 || !nulls[0] || !other || !refusesNull(other)) return undefined;
  emitter.cover(nulls[0], "type");
  return other;
}
