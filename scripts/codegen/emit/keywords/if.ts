import type { SchemaNode } from "../../model/schema.js";
import { type Code, code } from "../code.js";
import { asStatements, type Keyword, type Use } from "../keyword.js";

/** `if` with `then` and `else` (Core 10.2.2): the branch taken reports as if it stood alone. */
export const conditional: Keyword = {
  name: "if",
  applies: "any",
  test: (use) => {
    const branch = (node: SchemaNode): Code => asStatements(use.emitter.test(node, use.value));
    const statement = choose(use, branch);
    return statement.text === "" ? [] : [{ statement }];
  },
  collect: (use) => choose(use, (node) => use.emitter.report(node, use.value, use.path)),
};

function choose({ emitter, node, value }: Use, branch: (node: SchemaNode) => Code): Code {
  const [held, failed] = (["then", "else"] as const).map((keyword) => {
    if (!node.keywords.has(keyword)) return code``;
    emitter.cover(node, keyword);
    return branch(node.child(keyword));
  });
  if (!held || !failed || (held.text === "" && failed.text === "")) return code``;
  return code`if (${emitter.fault(node.child("if"), value)}) {\n${failed}\n} else {\n${held}\n}`;
}
