import { type Code, code, join, literal } from "../code.js";
import { type Applicator, applicator, asSteps, type Keyword, type KeywordContext, type SchemaNode } from "./keyword.js";
import { rejectsNull } from "./type.js";

/** `allOf` (Core 10.2.1.1): each subschema reports its own issues. */
const allOf = applicator({
  name: "allOf",
  section: "10.2.1.1",
  valueType: "schemas",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "own" },
  test: (context) => alternatives(context, "allOf").flatMap((part) => context.emitter.test(part, context.value)),
  collect: (context) => code`${alternatives(context, "allOf").map((part) => context.emitter.report(part, context.value, context.path))}`,
});

/** `anyOf` (Core 10.2.1.2): reports one issue at the value, not the issues of the alternatives. */
const anyOf = choice({
  name: "anyOf",
  section: "10.2.1.2",
  valueType: "schemas",
  violation: (context) =>
    join(
      alternatives(context, "anyOf").map((part) => context.emitter.violation(part, context.value)),
      " && ",
    ),
  matches: () => code`0`,
});

/** `oneOf` (Core 10.2.1.3): reports one issue at the value with the number of matching alternatives. */
const oneOf = choice({
  name: "oneOf",
  section: "10.2.1.3",
  valueType: "schemas",
  violation: (context) => code`(${countMatches(context)}) !== 1`,
  matches: countMatches,
});

/** `not` (Core 10.2.1.4). */
const not = choice({
  name: "not",
  section: "10.2.1.4",
  valueType: "schema",
  violation: ({ emitter, node, value }) => code`!${emitter.violation(node.child("not"), value)}`,
  matches: () => code`1`,
});

export const combinatorKeywords = [allOf, nullable(anyOf), nullable(oneOf), not];

/** Defines an applicator whose subschemas have no issues: it reports the number of subschemas that match. */
function choice(
  spec: Pick<Applicator, "name" | "section" | "valueType"> & {
    violation: (context: KeywordContext) => Code;
    matches: (context: KeywordContext) => Code;
  },
): Keyword {
  const { name, section, valueType, violation, matches } = spec;
  return applicator({
    name,
    section,
    valueType,
    instanceType: "any",
    subschemas: { applyTo: "value", issues: "none", conditional: name === "not" },
    test: (context) => asSteps(violation(context)),
    collect: (context) =>
      code`if (${violation(context)}) ${context.emitter.runtime("reportAlternatives")}(out, ${context.path}, ${literal(name)}, ${matches(context)}, ${context.source});`,
  });
}

function countMatches(context: KeywordContext): Code {
  return alternatives(context, "oneOf")
    .map((part) => code`(${context.emitter.violation(part, context.value)} ? 0 : 1)`)
    .reduce((all, one) => code`${all} + ${one}`);
}

/** Optimizes `anyOf` and `oneOf` of a schema and null: values other than null are validated by the schema, which reports its own issues. */
function nullable(keyword: Keyword): Keyword {
  return {
    ...keyword,
    test: (context) => {
      const other = nonNullAlternative(context, keyword.name);
      return other
        ? [{ violation: code`${context.value} !== null && ${context.emitter.violation(other, context.value)}` }]
        : (keyword.test?.(context) ?? []);
    },
    collect: (context) => {
      const other = nonNullAlternative(context, keyword.name);
      return other
        ? code`if (${context.value} !== null) {\n${context.emitter.report(other, context.value, context.path)}\n}`
        : (keyword.collect?.(context) ?? code``);
    },
  };
}

/** Returns the alternative to `type: null` if there are exactly two alternatives and the other one rejects null. */
function nonNullAlternative(context: KeywordContext, keyword: string): SchemaNode | undefined {
  const all = alternatives(context, keyword);
  const nulls = all.filter(({ keywords }) => keywords.size === 1 && keywords.get("type") === "null");
  const other = all.find((alternative) => !nulls.includes(alternative));
  if (all.length !== 2 || nulls.length !== 1 || !nulls[0] || !other || !rejectsNull(other)) return undefined;
  context.emitter.markCovered(nulls[0], "type");
  return other;
}

function alternatives({ node, keywordValue }: KeywordContext, keyword: string): SchemaNode[] {
  return (keywordValue as unknown[]).map((_, i) => node.child(keyword, i));
}
