import { code } from "../code.js";
import { asStatements, type Keyword, type KeywordContext } from "../keyword.js";

/** `prefixItems` (Core 10.3.1.1): applies a schema to each of the first elements. */
export const prefixItems: Keyword = {
  name: "prefixItems",
  instanceType: "array",
  test: (context) =>
    indices(context).flatMap((i) => {
      const item = context.emitter.variable("e");
      const body = asStatements(context.emitter.test(context.node.child("prefixItems", i), item));
      return body.text === ""
        ? []
        : [{ statement: code`if (${context.value}.length > ${i}) {\nconst ${item}: unknown = ${context.value}[${i}];\n${body}\n}` }];
    }),
  collect: (context) =>
    code`${indices(context).flatMap((i) => {
      const item = context.emitter.variable("e");
      const body = context.emitter.report(context.node.child("prefixItems", i), item, code`${context.path} + "/" + ${i}`);
      return body.text === ""
        ? []
        : [code`if (${context.value}.length > ${i}) {\nconst ${item}: unknown = ${context.value}[${i}];\n${body}\n}`];
    })}`,
};

function indices({ keywordValue }: KeywordContext): number[] {
  return (keywordValue as unknown[]).map((_, i) => i);
}
