import type { SchemaNode } from "../../model/schema.js";
import { code } from "../code.js";
import type { Keyword, KeywordContext } from "../keyword.js";

/** `allOf` (Core 10.2.1.1): each subschema reports its own issues. */
export const allOf: Keyword = {
  name: "allOf",
  instanceType: "any",
  test: (context) => parts(context).flatMap((part) => context.emitter.test(part, context.value)),
  collect: (context) => code`${parts(context).map((part) => context.emitter.report(part, context.value, context.path))}`,
};

function parts({ node, keywordValue }: KeywordContext): SchemaNode[] {
  return (keywordValue as unknown[]).map((_, i) => node.child("allOf", i));
}
