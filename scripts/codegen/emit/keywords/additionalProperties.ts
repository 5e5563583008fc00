import { type Code, code, join, literal } from "../code.js";
import { asStatements, type Keyword, type KeywordContext } from "../keyword.js";

/** `additionalProperties` (Core 10.3.2.3): applies to properties not matched by `properties` or `patternProperties` of the same schema. */
export const additionalProperties: Keyword = {
  name: "additionalProperties",
  instanceType: "object",
  test: (context) => {
    const statement = forEachAdditional(context, (property) =>
      asStatements(context.emitter.test(context.node.child("additionalProperties"), property)),
    );
    return statement ? [{ statement }] : [];
  },
  collect: (context) => {
    const { emitter, node, path, source } = context;
    const child = node.child("additionalProperties");
    const statement = forEachAdditional(context, (property, key) =>
      child.always === false
        ? code`${emitter.runtime("reportUnexpectedProperty")}(out, ${path}, ${key}, ${literal("additionalProperties")}, ${source});`
        : emitter.report(child, property, code`${path} + "/" + ${emitter.runtime("escapeSegment")}(${key})`),
    );
    return statement ?? code``;
  },
};

function forEachAdditional(context: KeywordContext, body: (property: Code, key: Code) => Code): Code | undefined {
  const { emitter, node, value } = context;
  const [key, property] = [emitter.variable("k"), emitter.variable("x")];
  const statements = body(property, key);
  if (statements.text === "") return undefined;
  const known = Object.keys((node.keywords.get("properties") as object | undefined) ?? {});
  const patterns = Object.keys((node.keywords.get("patternProperties") as object | undefined) ?? {});
  const conditions = [
    ...(known.length > 0 ? [code`${emitter.constant("properties", code`new Set(${literal(known)})`)}.has(${key})`] : []),
    ...patterns.map((pattern) => code`${emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`)}.test(${key})`),
  ];
  const skip = conditions.length > 0 ? code`if (${join(conditions, " || ")}) continue;\n` : code``;
  const read = statements.text.includes(property.text) ? code`const ${property} = ${value}[${key}];\n` : code``;
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\n${skip}${read}${statements}\n}`;
}
