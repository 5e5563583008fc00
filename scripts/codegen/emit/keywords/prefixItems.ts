import { code } from "../code.js";
import { asStatements, type Keyword, type Use } from "../keyword.js";

/** `prefixItems` (Core 10.3.1.1): the first elements, each by its own schema. */
export const prefixItems: Keyword = {
  name: "prefixItems",
  applies: "array",
  test: (use) =>
    indices(use).flatMap((i) => {
      const item = use.emitter.variable("e");
      const body = asStatements(use.emitter.test(use.node.child("prefixItems", i), item));
      return body.text === ""
        ? []
        : [{ statement: code`if (${use.value}.length > ${i}) {\nconst ${item}: unknown = ${use.value}[${i}];\n${body}\n}` }];
    }),
  collect: (use) =>
    code`${indices(use).flatMap((i) => {
      const item = use.emitter.variable("e");
      const body = use.emitter.report(use.node.child("prefixItems", i), item, code`${use.path} + "/" + ${i}`);
      return body.text === "" ? [] : [code`if (${use.value}.length > ${i}) {\nconst ${item}: unknown = ${use.value}[${i}];\n${body}\n}`];
    })}`,
};

function indices({ parameter }: Use): number[] {
  return (parameter as unknown[]).map((_, i) => i);
}
