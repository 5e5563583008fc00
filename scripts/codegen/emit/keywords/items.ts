import { type Code, code } from "../code.js";
import { asStatements, type Keyword, type KeywordContext } from "../keyword.js";

/** `items` (Core 10.3.1.2): applies to the elements after `prefixItems`. */
export const items: Keyword = {
  name: "items",
  instanceType: "array",
  test: (context) => {
    const statement = loop(context, (item) => asStatements(context.emitter.test(context.node.child("items"), item)));
    return statement.text === "" ? [] : [{ statement }];
  },
  collect: (context) =>
    loop(context, (item, index) => context.emitter.report(context.node.child("items"), item, code`${context.path} + "/" + ${index}`)),
};

function loop({ emitter, node, value }: KeywordContext, body: (item: Code, index: Code) => Code): Code {
  const [index, item] = [emitter.variable("i"), emitter.variable("e")];
  const statements = body(item, index);
  if (statements.text === "") return code``;
  const first = (node.keywords.get("prefixItems") as unknown[] | undefined)?.length ?? 0;
  return code`for (let ${index} = ${first}; ${index} < ${value}.length; ${index}++) {\nconst ${item}: unknown = ${value}[${index}];\n${statements}\n}`;
}
