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
  report: ({ emitter, node, keywordValue, value, path, subject, source }) => {
    const facts = emitter.constant(`${node.pointer.split("/").at(-1)} values`, literal(enumFacts(keywordValue, node.keywords)));
    return code`${emitter.runtime("reportEnum")}(out, ${path}, ${subject}, ${value}, ${facts}, ${source})`;
  },
});

/** `const` (Validation 6.1.3). */
const constant = assertion({
  name: "const",
  section: "6.1.3",
  valueType: "any",
  instanceType: "any",
  violation: (context) => differs(context, context.keywordValue),
  report: ({ emitter, keywordValue, value, path, subject, source }) =>
    code`${emitter.runtime("reportConst")}(out, ${path}, ${subject}, ${value}, ${literal(keywordValue)}, ${source})`,
});

export const valueKeywords = [enumeration, constant];

/** Scalars are compared with `!==`, other values by JSON equality. */
function differs({ emitter, value }: KeywordContext, item: unknown): Code {
  return typeof item === "object" && item !== null
    ? code`!${emitter.runtime("equal")}(${value}, ${literal(item)})`
    : code`${value} !== ${literal(item)}`;
}

function enumFacts(values: unknown, keywords: ReadonlyMap<string, unknown>): unknown {
  const undocumented = keywords.get("x-sdk-values");
  return {
    values,
    aliases: keywords.get("x-aliases"),
    undocumented: undocumented === undefined ? undefined : Object.keys(undocumented as object),
  };
}
