import type { SchemaNode } from "../../model/schema.js";
import { type Code, code } from "../code.js";
import { asStatements, type Keyword, type KeywordContext } from "../keyword.js";

/** `if` with `then` and `else` (Core 10.2.2): the selected branch reports its own issues. */
export const conditional: Keyword = {
  name: "if",
  instanceType: "any",
  test: (context) => {
    const branch = (node: SchemaNode): Code => asStatements(context.emitter.test(node, context.value));
    const statement = emitBranches(context, branch);
    return statement.text === "" ? [] : [{ statement }];
  },
  collect: (context) => emitBranches(context, (node) => context.emitter.report(node, context.value, context.path)),
};

function emitBranches({ emitter, node, value }: KeywordContext, branch: (node: SchemaNode) => Code): Code {
  const [thenCode, elseCode] = (["then", "else"] as const).map((keyword) => {
    if (!node.keywords.has(keyword)) return code``;
    emitter.markCovered(node, keyword);
    return branch(node.child(keyword));
  });
  if (!thenCode || !elseCode || (thenCode.text === "" && elseCode.text === "")) return code``;
  return code`if (${emitter.violation(node.child("if"), value)}) {\n${elseCode}\n} else {\n${thenCode}\n}`;
}
