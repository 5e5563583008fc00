import { type Code, code, join, literal } from "../code.js";
import { simple, type Use } from "../keyword.js";

/** `enum` (Validation 6.1.2): scalars by `===`, anything else by JSON equality. What the contract knows of aliases goes into the issue. */
export const enumeration = simple("enum", "any", fault, ({ emitter, node, parameter, value, path, subject, source }) => {
  const facts = emitter.constant(`${node.pointer.split("/").at(-1)} values`, literal(factsOf(parameter, node.keywords)));
  return code`${emitter.runtime("notListed")}(out, ${path}, ${subject}, ${value}, ${facts}, ${source})`;
});

function fault({ emitter, parameter, value }: Use): Code {
  const values = parameter as readonly unknown[];
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

function factsOf(values: unknown, keywords: ReadonlyMap<string, unknown>): unknown {
  const undocumented = keywords.get("x-sdk-values");
  return {
    values,
    aliases: keywords.get("x-aliases"),
    undocumented: undocumented === undefined ? undefined : Object.keys(undocumented as object),
  };
}
