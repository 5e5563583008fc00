import { type Code, code, readProperty } from "../code.js";
import { applicator, asStatements, type Keyword, type KeywordContext, type SchemaNode } from "./keyword.js";

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
  collect: (context) => emitBranches(context, (node) => context.emitter.report(node, context.value, context.path)),
});

const branches = (
  [
    ["then", "Core 10.2.2.2"],
    ["else", "Core 10.2.2.3"],
  ] as const
).map(
  ([name, section]): Keyword => ({
    name,
    section,
    enforcedBy: "if",
    role: "applicator",
    valueType: "schema",
    instanceType: "any",
    subschemas: { applyTo: "value", issues: "own", conditional: true },
  }),
);

function emitBranches({ emitter, node, value }: KeywordContext, branch: (node: SchemaNode) => Code): Code {
  const [thenCode, elseCode] = (["then", "else"] as const).map((keyword) => {
    if (!node.keywords.has(keyword)) return code``;
    emitter.markCovered(node, keyword);
    return branch(node.child(keyword));
  });
  if (!thenCode || !elseCode || (thenCode.text === "" && elseCode.text === "")) return code``;
  return code`if (${emitter.violation(node.child("if"), value)}) {\n${elseCode}\n} else {\n${thenCode}\n}`;
}

/** `dependentSchemas` (Core 10.2.2.4): if a property is present, a schema applies to the object. */
export const dependentSchemas = applicator({
  name: "dependentSchemas",
  section: "10.2.2.4",
  valueType: "schemas-by-name",
  instanceType: "object",
  subschemas: { applyTo: "value", issues: "own", conditional: true },
  test: (context) =>
    triggerProperties(context).map((name) => ({
      statement: ifPresent(context, name, asStatements(context.emitter.test(context.node.child("dependentSchemas", name), context.value))),
    })),
  collect: (context) =>
    code`${triggerProperties(context).map((name) => ifPresent(context, name, context.emitter.report(context.node.child("dependentSchemas", name), context.value, context.path)))}`,
});

function triggerProperties({ keywordValue }: KeywordContext): string[] {
  return Object.keys(keywordValue as object);
}

function ifPresent({ value }: KeywordContext, name: string, body: Code): Code {
  return code`if (${readProperty(value, name)} !== undefined) {\n${body}\n}`;
}

export const conditionKeywords = [conditional, ...branches];
