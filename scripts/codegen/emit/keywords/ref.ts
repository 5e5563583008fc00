import { VOCABULARY } from "../../model/keywords.js";
import type { SchemaNode } from "../../model/schema.js";
import { code } from "../code.js";
import type { Keyword, KeywordContext } from "../keyword.js";

/** `$ref` (Core 8.2.3.1): calls the function of the target, unless the target accepts every value. Adjacent keywords also apply. */
export const ref: Keyword = {
  name: "$ref",
  instanceType: "any",
  test: (context) =>
    isTrivial(target(context)) ? [] : [{ violation: code`!${context.emitter.predicate(target(context))}(${context.value})` }],
  collect: (context) =>
    isTrivial(target(context)) ? code`` : code`${context.emitter.collector(target(context))}(${context.value}, ${context.path}, out);`,
};

/** Returns true if a schema accepts every value, such as a schema that only contains rules. */
function isTrivial(node: SchemaNode): boolean {
  return (
    node.always ?? [...node.keywords.keys()].every((keyword) => keyword === "x-validations" || VOCABULARY[keyword]?.role === "annotation")
  );
}

function target({ node }: KeywordContext): SchemaNode {
  if (!node.target) throw new Error(`unresolved $ref at ${node.pointer}`);
  return node.target;
}
