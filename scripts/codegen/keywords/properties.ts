import { type Code, code, list, literal, readProperty } from "../code.js";
import {
  applicator,
  asExpression,
  asStatements,
  isEmptyList,
  type KeywordContext,
  type SchemaNode,
  type Step,
  subschema,
} from "./keyword.js";
import { typesOf } from "./type.js";

/** `properties` (Core 10.3.2.1), and `required` (Validation 6.5.3) of these properties: reads each property once, in document order. */
export const properties = applicator({
  name: "properties",
  section: "10.3.2.1",
  valueType: "schemas-by-name",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "own" },
  test: (context) => {
    // One variable for all properties: repeated code compresses better.
    const property = context.emitter.variable("x");
    const steps = names(context).flatMap((name) => test(context, name, property));
    return steps.length === 0 ? [] : [{ statement: code`let ${property}: unknown;` }, ...steps];
  },
  report: (context) => {
    const entries = names(context).flatMap((name) => {
      const schema = subschema(context, "properties", name);
      if (isRequired(context.node, name)) return [code`${literal(name)}, 1, ${schema}`];
      return isEmptyList(schema) ? [] : [code`${literal(name)}, ${schema}`];
    });
    return entries.length === 0 ? undefined : { name: "reportProperties", expected: list(entries) };
  },
});

function test({ emitter, node, value }: KeywordContext, name: string, property: Code): Step[] {
  const child = node.child("properties", name);
  const steps = emitter.test(child, property);
  const required = isRequired(node, name);
  if (steps.length === 0 && !required) return [];
  const read: Step = { statement: code`${property} = ${readProperty(value, name)};` };
  if (required) return [read, ...(rejectsUndefined(child) ? [] : [{ violation: code`${property} === undefined` }]), ...steps];
  const expression = asExpression(steps);
  const guarded = expression
    ? code`if (${property} !== undefined && (${expression})) return false;`
    : code`if (${property} !== undefined) {\n${asStatements(steps)}\n}`;
  return [read, { statement: guarded }];
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
