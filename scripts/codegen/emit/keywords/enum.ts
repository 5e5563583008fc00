import { type Code, code, join, literal } from "../code.js";
import { defineKeyword, type KeywordContext } from "../keyword.js";

/** `enum` (Validation 6.1.2): `===` for scalars, JSON equality for other values. The issue mentions aliases and SDK-only values. */
export const enumeration = defineKeyword("enum", "any", violation, ({ emitter, node, keywordValue, value, path, subject, source }) => {
  const facts = emitter.constant(`${node.pointer.split("/").at(-1)} values`, literal(enumFacts(keywordValue, node.keywords)));
  return code`${emitter.runtime("reportEnum")}(out, ${path}, ${subject}, ${value}, ${facts}, ${source})`;
});

function violation({ emitter, keywordValue, value }: KeywordContext): Code {
  const values = keywordValue as readonly unknown[];
  if (values.length === 0) return code`true`;
  return join(
    values.map((item) =>
      typeof item === "object" && item !== null
        ? code`!${emitter.runtime("equal")}(${value}, ${literal(item)})`
        : code`${value} !== ${literal(item)}`,
    ),
    " && ",
  );
}

function enumFacts(values: unknown, keywords: ReadonlyMap<string, unknown>): unknown {
  const undocumented = keywords.get("x-sdk-values");
  return {
    values,
    aliases: keywords.get("x-aliases"),
    undocumented: undocumented === undefined ? undefined : Object.keys(undocumented as object),
  };
}
