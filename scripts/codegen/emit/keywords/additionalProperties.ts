import { type Code, code, join, literal } from "../code.js";
import { asStatements, type Keyword, type Use } from "../keyword.js";

/** `additionalProperties` (Core 10.3.2.3): every property that neither `properties` nor `patternProperties` of the same schema speaks of. */
export const additionalProperties: Keyword = {
  name: "additionalProperties",
  applies: "object",
  test: (use) => {
    const statement = others(use, (found) => asStatements(use.emitter.test(use.node.child("additionalProperties"), found)));
    return statement ? [{ statement }] : [];
  },
  collect: (use) => {
    const { emitter, node, path, source } = use;
    const child = node.child("additionalProperties");
    const statement = others(use, (found, key) =>
      child.always === false
        ? code`${emitter.runtime("unexpected")}(out, ${path}, ${key}, ${literal("additionalProperties")}, ${source});`
        : emitter.report(child, found, code`${path} + "/" + ${emitter.runtime("escapeSegment")}(${key})`),
    );
    return statement ?? code``;
  },
};

function others(use: Use, body: (found: Code, key: Code) => Code): Code | undefined {
  const { emitter, node, value } = use;
  const [key, found] = [emitter.variable("k"), emitter.variable("x")];
  const statements = body(found, key);
  if (statements.text === "") return undefined;
  const known = Object.keys((node.keywords.get("properties") as object | undefined) ?? {});
  const patterns = Object.keys((node.keywords.get("patternProperties") as object | undefined) ?? {});
  const conditions = [
    ...(known.length > 0 ? [code`${emitter.constant("properties", code`new Set(${literal(known)})`)}.has(${key})`] : []),
    ...patterns.map((pattern) => code`${emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`)}.test(${key})`),
  ];
  const skip = conditions.length > 0 ? code`if (${join(conditions, " || ")}) continue;\n` : code``;
  const read = statements.text.includes(found.text) ? code`const ${found} = ${value}[${key}];\n` : code``;
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\n${skip}${read}${statements}\n}`;
}
