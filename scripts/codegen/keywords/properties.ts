import { escapeSegment } from "../../../src/core/pointer.js";
import { type Code, code, join, literal, readProperty } from "../code.js";
import { applicator, asExpression, asStatements, type CollectContext, type KeywordContext, type SchemaNode, type Step } from "./keyword.js";
import { rejectsNull, typesOf } from "./type.js";

/** `properties` (Core 10.3.2.1), and `required` (Validation 6.5.3) of these properties: reads each property once, in document order. */
export const properties = applicator({
  name: "properties",
  section: "10.3.2.1",
  valueType: "schemas-by-name",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => names(context).flatMap((name) => test(context, name)),
  collect: (context) =>
    code`${names(context)
      .map((name) => collect(context, name))
      .filter((part) => part.text !== "")}`,
});

function test(context: KeywordContext, name: string): Step[] {
  const { emitter, node, value } = context;
  const child = node.child("properties", name);
  const property = emitter.variable("x");
  const steps = emitter.test(child, property);
  const required = isRequired(node, name);
  if (steps.length === 0 && !required) return [];
  const read: Step = { statement: code`const ${property} = ${readProperty(value, name)};` };
  if (required) return [read, ...(rejectsUndefined(child) ? [] : [{ violation: code`${property} === undefined` }]), ...steps];
  const expression = asExpression(steps);
  const guarded = expression
    ? code`if (${property} !== undefined && (${expression})) return false;`
    : code`if (${property} !== undefined) {\n${asStatements(steps)}\n}`;
  return [read, { statement: guarded }];
}

function collect(context: CollectContext, name: string): Code {
  const { emitter, node, value, path, source } = context;
  const child = node.child("properties", name);
  const property = emitter.variable("x");
  const required = isRequired(node, name);
  const childPath = code`${path} + ${literal(`/${escapeSegment(name)}`)}`;
  const missingCheck = required
    ? code`if (${property} === undefined) ${emitter.runtime("reportMissing")}(out, ${path}, ${literal(name)}, ${source});`
    : undefined;
  const scalar = emitter.scalarCollector(child, !required);
  if (scalar) {
    const violation = emitter.violation(child, property);
    const call = code`${scalar}(${property}, ${childPath}, ${literal(name)}, out, ${emitter.source(child)});`;
    const check = missingCheck
      ? code`${missingCheck}\nelse if ${violation} ${call}`
      : code`if (${property} !== undefined && ${violation}) ${call}`;
    return code`const ${property} = ${readProperty(value, name)};\n${check}`;
  }
  const report = emitter.report(child, property, childPath);
  const expected = (targetTypes(child) ?? []).join(" or ");
  const nullCheck =
    required || !rejectsNull(child) || expected === ""
      ? undefined
      : code`if (${property} === null) ${emitter.runtime("reportNull")}(out, ${childPath}, ${literal(name)}, ${literal(expected)}, ${source});`;
  if (report.text === "" && !missingCheck) return code``;
  const rest = report.text === "" ? undefined : nullCheck || missingCheck ? code`{\n${report}\n}` : report;
  const chain = join(
    [missingCheck, nullCheck].flatMap((part) => (part ? [part, code` else `] : [])),
    "",
  );
  const body = rest ? code`${chain}${rest}` : (missingCheck ?? code``);
  const statement = missingCheck ? body : code`if (${property} !== undefined) {\n${body}\n}`;
  return code`const ${property} = ${readProperty(value, name)};\n${statement}`;
}

/** Types of a schema, or of the schema that its chain of references leads to. */
function targetTypes(node: SchemaNode): readonly string[] | undefined {
  return typesOf(node) ?? (node.target && targetTypes(node.target));
}

function names({ keywordValue }: KeywordContext): string[] {
  return Object.keys(keywordValue as object);
}

function isRequired(node: SchemaNode, name: string): boolean {
  return (node.keywords.get("required") as readonly string[] | undefined)?.includes(name) ?? false;
}

/** Returns true if the test of the property already rejects `undefined`. */
function rejectsUndefined(child: SchemaNode): boolean {
  return (
    typesOf(child) !== undefined ||
    child.always === false ||
    (child.target !== undefined && child.target !== child && rejectsUndefined(child.target))
  );
}
