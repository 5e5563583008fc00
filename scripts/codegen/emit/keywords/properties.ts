import { escapeSegment } from "../../../../src/core/pointer.js";
import type { SchemaNode } from "../../model/schema.js";
import { typesOf } from "../../model/schema-children.js";
import { type Code, code, join, literal } from "../code.js";
import { asExpression, asStatements, type CollectUse, type Keyword, type Step, type Use } from "../keyword.js";
import { load } from "../property-access.js";
import { refusesNull } from "../ts-type.js";

/** `properties` (Core 10.3.2.1), and `required` (Validation 6.5.3) of what it lists: each property is read once, in the document's order. */
export const properties: Keyword = {
  name: "properties",
  applies: "object",
  test: (use) => names(use).flatMap((name) => test(use, name)),
  collect: (use) =>
    code`${names(use)
      .map((name) => collect(use, name))
      .filter((part) => part.text !== "")}`,
};

function test(use: Use, name: string): Step[] {
  const { emitter, node, value } = use;
  const child = node.child("properties", name);
  const found = emitter.variable("x");
  const steps = emitter.test(child, found);
  const needed = isRequired(node, name);
  if (steps.length === 0 && !needed) return [];
  const read: Step = { statement: code`const ${found} = ${load(value, name)};` };
  if (needed) return [read, ...(refusesAbsence(child) ? [] : [{ fault: code`${found} === undefined` }]), ...steps];
  const expression = asExpression(steps);
  const guarded = expression
    ? code`if (${found} !== undefined && (${expression})) return false;`
    : code`if (${found} !== undefined) {\n${asStatements(steps)}\n}`;
  return [read, { statement: guarded }];
}

function collect(use: CollectUse, name: string): Code {
  const { emitter, node, value, path, source } = use;
  const child = node.child("properties", name);
  const found = emitter.variable("x");
  const needed = isRequired(node, name);
  const place = code`${path} + ${literal(`/${escapeSegment(name)}`)}`;
  const absent = needed
    ? code`if (${found} === undefined) ${emitter.runtime("missing")}(out, ${path}, ${literal(name)}, ${source});`
    : undefined;
  const scalar = emitter.scalar(child, !needed);
  if (scalar) {
    const fault = emitter.fault(child, found);
    const call = code`${scalar}(${found}, ${place}, ${literal(name)}, out, ${emitter.source(child)});`;
    const asked = absent ? code`${absent}\nelse if ${fault} ${call}` : code`if (${found} !== undefined && ${fault}) ${call}`;
    return code`const ${found} = ${load(value, name)};\n${asked}`;
  }
  const report = emitter.report(child, found, place);
  const expected = (typesOf(child) ?? typesOf(child.target ?? child) ?? []).join(" or ");
  const nullish =
    needed || !refusesNull(child) || expected === ""
      ? undefined
      : code`if (${found} === null) ${emitter.runtime("wrongNull")}(out, ${place}, ${literal(name)}, ${literal(expected)}, ${source});`;
  if (report.text === "" && !absent) return code``;
  const rest = report.text === "" ? undefined : nullish || absent ? code`{\n${report}\n}` : report;
  const chain = join(
    [absent, nullish].flatMap((part) => (part ? [part, code` else `] : [])),
    "",
  );
  const body = rest ? code`${chain}${rest}` : (absent ?? code``);
  const statement = absent ? body : code`if (${found} !== undefined) {\n${body}\n}`;
  return code`const ${found} = ${load(value, name)};\n${statement}`;
}

function names({ parameter }: Use): string[] {
  return Object.keys(parameter as object);
}

function isRequired(node: SchemaNode, name: string): boolean {
  return (node.keywords.get("required") as readonly string[] | undefined)?.includes(name) ?? false;
}

/** Whether the property's own test already refuses `undefined`. */
function refusesAbsence(child: SchemaNode): boolean {
  return (
    typesOf(child) !== undefined ||
    child.always === false ||
    (child.target !== undefined && child.target !== child && refusesAbsence(child.target))
  );
}
