import { code, join, list } from "../code.js";
import {
  applicator,
  asSteps,
  isEmptyList,
  type Keyword,
  type KeywordContext,
  type SchemaNode,
  subschema,
  subschemaList,
} from "./keyword.js";
import { typesOf } from "./type.js";

/** `allOf` (Core 10.2.1.1): each subschema reports its own issues. */
const allOf = applicator({
  name: "allOf",
  section: "10.2.1.1",
  valueType: "schemas",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "own" },
  test: (context) => alternatives(context, "allOf").flatMap((part) => context.emitter.test(part, context.value)),
  report: (context) => {
    const schemas = alternatives(context, "allOf").map((_, i) => subschema(context, "allOf", i));
    const effective = schemas.filter((schema) => !isEmptyList(schema));
    return effective.length === 0 ? undefined : { name: "reportAllOf", expected: list(effective) };
  },
});

/** `anyOf` (Core 10.2.1.2): reports one issue at the value, not the issues of the alternatives. */
const anyOf = applicator({
  name: "anyOf",
  section: "10.2.1.2",
  valueType: "schemas",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "none" },
  test: (context) => {
    const violations = alternatives(context, "anyOf").map((part) => context.emitter.violation(part, context.value));
    return asSteps(join(violations, " && "));
  },
  report: (context) => ({ name: "reportAnyOf", expected: subschemaList(context, "anyOf") }),
});

/** `oneOf` (Core 10.2.1.3): reports one issue at the value with the number of matching alternatives. */
const oneOf = applicator({
  name: "oneOf",
  section: "10.2.1.3",
  valueType: "schemas",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "none" },
  test: (context) => {
    const matches = alternatives(context, "oneOf").map((part) => code`(${context.emitter.violation(part, context.value)} ? 0 : 1)`);
    return asSteps(code`(${join(matches, " + ")}) !== 1`);
  },
  report: (context) => ({ name: "reportOneOf", expected: subschemaList(context, "oneOf") }),
});

/** `not` (Core 10.2.1.4). */
const not = applicator({
  name: "not",
  section: "10.2.1.4",
  valueType: "schema",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "none", conditional: true },
  test: ({ emitter, node, value }) => asSteps(code`!${emitter.violation(node.child("not"), value)}`),
  report: (context) => ({ name: "reportNot", expected: subschema(context, "not") }),
});

export const combinatorKeywords = [allOf, nullable(anyOf), nullable(oneOf), not];

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
    report: (context) => {
      const other = nonNullAlternative(context, keyword.name);
      if (!other) return keyword.report?.(context);
      return { name: "reportNullable", expected: context.emitter.keywords(other, context.node.source) };
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

/** Returns true if the schema rejects null in every case. */
function rejectsNull(node: SchemaNode): boolean {
  const types = typesOf(node);
  if (node.always === false || (types && !types.includes("null"))) return true;
  return node.target !== undefined && node.target !== node && rejectsNull(node.target);
}

function alternatives({ node, keywordValue }: KeywordContext, keyword: string): SchemaNode[] {
  return (keywordValue as unknown[]).map((_, i) => node.child(keyword, i));
}
