import { type Code, code } from "../code.js";
import { asStatements, type Keyword, type Use } from "../keyword.js";

/** `items` (Core 10.3.1.2): every element after those of `prefixItems`. */
export const items: Keyword = {
  name: "items",
  applies: "array",
  test: (use) => {
    const statement = loop(use, (item) => asStatements(use.emitter.test(use.node.child("items"), item)));
    return statement.text === "" ? [] : [{ statement }];
  },
  collect: (use) => loop(use, (item, index) => use.emitter.report(use.node.child("items"), item, code`${use.path} + "/" + ${index}`)),
};

function loop({ emitter, node, value }: Use, body: (item: Code, index: Code) => Code): Code {
  const [index, item] = [emitter.variable("i"), emitter.variable("e")];
  const statements = body(item, index);
  if (statements.text === "") return code``;
  const first = (node.keywords.get("prefixItems") as unknown[] | undefined)?.length ?? 0;
  return code`for (let ${index} = ${first}; ${index} < ${value}.length; ${index}++) {\nconst ${item}: unknown = ${value}[${index}];\n${statements}\n}`;
}
