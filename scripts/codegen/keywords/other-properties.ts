import { type Code, code, join, literal } from "../code.js";
import { applicator, asStatements, type KeywordContext, type SchemaNode } from "./keyword.js";

/** `patternProperties` (Core 10.3.2.2): applies to properties with a matching name. */
const patternProperties = applicator({
  name: "patternProperties",
  section: "10.3.2.2",
  valueType: "schemas-by-pattern",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    const loops = patterns(context).map((pattern) =>
      forEachMatching(context, pattern, (child, property) => asStatements(context.emitter.test(child, property))),
    );
    return loops.filter((loop) => loop.text !== "").map((statement) => ({ statement }));
  },
  collect: (context) => {
    const escaped = context.emitter.runtime("escapeSegment");
    const loops = patterns(context).map((pattern) =>
      forEachMatching(context, pattern, (child, property, key) =>
        context.emitter.report(child, property, code`${context.path} + "/" + ${escaped}(${key})`),
      ),
    );
    return code`${loops.filter((loop) => loop.text !== "")}`;
  },
});

function forEachMatching(context: KeywordContext, pattern: string, body: (child: SchemaNode, property: Code, key: Code) => Code): Code {
  const { emitter, node, value } = context;
  const [key, property] = [emitter.variable("k"), emitter.variable("x")];
  const statements = body(node.child("patternProperties", pattern), property, key);
  if (statements.text === "") return code``;
  const expression = emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`);
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\nif (!${expression}.test(${key})) continue;\nconst ${property} = ${value}[${key}];\n${statements}\n}`;
}

function patterns({ keywordValue }: KeywordContext): string[] {
  return Object.keys(keywordValue as object);
}

/** `additionalProperties` (Core 10.3.2.3): applies to properties not matched by `properties` or `patternProperties` of the same schema. */
const additionalProperties = applicator({
  name: "additionalProperties",
  section: "10.3.2.3",
  valueType: "schema",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
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
});

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

export const otherPropertyKeywords = [patternProperties, additionalProperties];
