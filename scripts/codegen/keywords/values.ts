import { type Code, code, join, literal } from "../code.js";
import { assertion, type KeywordContext } from "./keyword.js";

/** `enum` (Validation 6.1.2). The issue mentions aliases and SDK-only values. */
const enumeration = assertion({
  name: "enum",
  section: "6.1.2",
  valueType: "array",
  instanceType: "any",
  violation: (context) => {
    const values = context.keywordValue as readonly unknown[];
    if (values.length === 0) return code`true`;
    return join(
      values.map((item) => differs(context, item)),
      " && ",
    );
  },
  report: ({ node, keywordValue }) => {
    const values = keywordValue as readonly unknown[];
    const undocumented = Object.keys((node.keywords.get("x-sdk-values") as object | undefined) ?? {});
    const facts = [values, node.keywords.get("x-aliases") ?? {}, undocumented];
    const length = undocumented.length > 0 ? 3 : node.keywords.has("x-aliases") ? 2 : 1;
    return { name: values.some(isComposite) ? "reportJsonEnum" : "reportEnum", expected: literal(facts.slice(0, length)) };
  },
});

/** `const` (Validation 6.1.3). */
const constant = assertion({
  name: "const",
  section: "6.1.3",
  valueType: "any",
  instanceType: "any",
  violation: (context) => differs(context, context.keywordValue),
  report: "reportConst",
});

export const valueKeywords = [enumeration, constant];

/** Scalars are compared with `!==`, other values by JSON equality. */
function differs({ emitter, value }: KeywordContext, item: unknown): Code {
  return isComposite(item) ? code`!${emitter.runtime("equal")}(${value}, ${literal(item)})` : code`${value} !== ${literal(item)}`;
}

function isComposite(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
