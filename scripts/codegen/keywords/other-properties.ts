import { type Code, code, join, list, literal } from "../code.js";
import { applicator, asStatements, type KeywordContext, subschema, subschemaEntries } from "./keyword.js";

/** `patternProperties` (Core 10.3.2.2): applies to properties with a matching name. */
const patternProperties = applicator({
  name: "patternProperties",
  section: "10.3.2.2",
  valueType: "schemas-by-pattern",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    const loops = Object.keys(context.keywordValue as object).map((pattern) => forEachMatching(context, pattern));
    return loops.filter((loop) => loop.text !== "").map((statement) => ({ statement }));
  },
  report: (context) => ({ name: "reportPatternProperties", expected: subschemaEntries(context, "patternProperties") }),
});

function forEachMatching({ emitter, node, value }: KeywordContext, pattern: string): Code {
  const [key, property] = [emitter.variable("k"), emitter.variable("x")];
  const statements = asStatements(emitter.test(node.child("patternProperties", pattern), property));
  if (statements.text === "") return code``;
  const expression = emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`);
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\nif (!${expression}.test(${key})) continue;\nconst ${property} = ${value}[${key}];\n${statements}\n}`;
}

/** `additionalProperties` (Core 10.3.2.3): applies to properties not matched by `properties` or `patternProperties` of the same schema. */
const additionalProperties = applicator({
  name: "additionalProperties",
  section: "10.3.2.3",
  valueType: "schema",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    const statement = forEachAdditional(context);
    return statement ? [{ statement }] : [];
  },
  report: (context) => {
    const { always } = context.node.child("additionalProperties");
    const schema = always === undefined ? subschema(context, "additionalProperties") : literal(always);
    const listed = ["properties", "patternProperties"].map((keyword) => literal(namesIn(context, keyword)));
    return always === true ? undefined : { name: "reportAdditionalProperties", expected: list([schema, ...listed]) };
  },
});

function namesIn({ node }: KeywordContext, keyword: string): string[] {
  return Object.keys((node.keywords.get(keyword) as object | undefined) ?? {});
}

function forEachAdditional(context: KeywordContext): Code | undefined {
  const { emitter, node, value } = context;
  const [key, property] = [emitter.variable("k"), emitter.variable("x")];
  const statements = asStatements(emitter.test(node.child("additionalProperties"), property));
  if (statements.text === "") return undefined;
  const [known = [], patterns = []] = ["properties", "patternProperties"].map((keyword) => namesIn(context, keyword));
  const conditions = [
    ...(known.length > 0 ? [code`${emitter.constant("properties", code`new Set(${literal(known)})`)}.has(${key})`] : []),
    ...patterns.map((pattern) => code`${emitter.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`)}.test(${key})`),
  ];
  const skip = conditions.length > 0 ? code`if (${join(conditions, " || ")}) continue;\n` : code``;
  const read = statements.text.includes(property.text) ? code`const ${property} = ${value}[${key}];\n` : code``;
  return code`for (const ${key} of ${emitter.runtime("keysOf")}(${value})) {\n${skip}${read}${statements}\n}`;
}

export const otherPropertyKeywords = [patternProperties, additionalProperties];
