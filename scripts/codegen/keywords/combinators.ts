import { type Code, code, join, list, readProperty } from "../code.js";
import {
  applicator,
  asStatements,
  asSteps,
  isEmptyList,
  type Keyword,
  type KeywordContext,
  type SchemaNode,
  subschema,
  subschemaEntries,
  subschemaList,
} from "./keyword.js";
import { typesOf } from "./type.js";

/** `$ref` (Core 8.2.3.1): calls the function of the target, unless the target accepts every value. Adjacent keywords also apply. */
export const reference = applicator({
  name: "$ref",
  section: "8.2.3.1",
  valueType: "reference",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "own" },
  test: ({ emitter, node, value }) => {
    const target = targetOf(node);
    return emitter.acceptsEverything(target) ? [] : [{ violation: code`!${emitter.predicate(target)}(${value})` }];
  },
  report: ({ emitter, node }) => {
    const target = targetOf(node);
    return emitter.acceptsEverything(target) ? undefined : { name: "reportReference", expected: code`() => ${emitter.table(target)}` };
  },
});

function targetOf(node: SchemaNode): SchemaNode {
  if (!node.target) throw new Error(`unresolved $ref at ${node.pointer}`);
  return node.target;
}

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

/** `if` with `then` and `else` (Core 10.2.2): the selected branch reports its own issues. */
const conditional = applicator({
  name: "if",
  section: "10.2.2.1",
  valueType: "schema",
  instanceType: "any",
  subschemas: { applyTo: "value", issues: "none", conditional: true },
  test: (context) => {
    const statement = emitBranches(context, (node) => asStatements(context.emitter.test(node, context.value)));
    return statement.text === "" ? [] : [{ statement }];
  },
  report: (context) => {
    const branchList = BRANCHES.map((name) => (context.node.keywords.has(name) ? subschema(context, name) : NO_KEYWORDS));
    return { name: "reportIf", expected: list([subschema(context, "if"), ...branchList]) };
  },
});

const BRANCHES = ["then", "else"] as const;
const branches = BRANCHES.map(
  (name, i): Keyword => ({
    name,
    section: `Core 10.2.2.${i + 2}`,
    enforcedBy: "if",
    role: "applicator",
    valueType: "schema",
    instanceType: "any",
    subschemas: { applyTo: "value", issues: "own", conditional: true },
  }),
);

/** The keywords of a schema that accepts every value. */
const NO_KEYWORDS = list([]);

function emitBranches({ emitter, node, value }: KeywordContext, branch: (node: SchemaNode) => Code): Code {
  const [thenCode, elseCode] = BRANCHES.map((keyword) => {
    if (!node.keywords.has(keyword)) return code``;
    emitter.markCovered(node, keyword);
    return branch(node.child(keyword));
  });
  // Emitted even if no branch uses it, which marks its keywords as covered.
  const violation = emitter.violation(node.child("if"), value);
  if (!thenCode || !elseCode || (thenCode.text === "" && elseCode.text === "")) return code``;
  return code`if (${violation}) {\n${elseCode}\n} else {\n${thenCode}\n}`;
}

/** `dependentSchemas` (Core 10.2.2.4): if a property is present, a schema applies to the object. */
export const dependentSchemas = applicator({
  name: "dependentSchemas",
  section: "10.2.2.4",
  valueType: "schemas-by-name",
  instanceType: "object",
  subschemas: { applyTo: "value", issues: "own", conditional: true },
  test: ({ emitter, node, keywordValue, value }) =>
    Object.keys(keywordValue as object).map((name) => {
      const body = asStatements(emitter.test(node.child("dependentSchemas", name), value));
      return { statement: code`if (${readProperty(value, name)} !== undefined) {\n${body}\n}` };
    }),
  report: (context) => ({ name: "reportDependentSchemas", expected: subschemaEntries(context, "dependentSchemas") }),
});

export const conditionKeywords = [conditional, ...branches];
