import { type Code, code, list, readProperty } from "../code.js";
import { applicator, asStatements, type Keyword, type KeywordContext, type SchemaNode, subschema, subschemaEntries } from "./keyword.js";

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
