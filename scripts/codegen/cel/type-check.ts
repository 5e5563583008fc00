import { type ASTNode, ParseError, parse } from "@marcbachmann/cel-js";
import { nearest } from "../../../src/core/strings.js";
import { propertiesOf } from "../model/schema-children.js";
import { fail, RuleFault } from "./cel-error.js";
import { checkCall, functionOf } from "./check-call.js";
import type { BinaryOperator, Expression, Macro, Range } from "./expression.js";
import { assuming, keyOf, type Scope, withVariable } from "./scope.js";
import { BOOL, type CelType, comparable, DOUBLE, DYN, INT, nameOf, STRING, typeOfSchema, typeOfValue } from "./type.js";

/**
 * A CEL text as typed nodes. The parser is a library's; names, types, guards and the subset are checked here, against the
 * schema that `self` follows. Throws a `RuleFault` with the offset of the fault.
 */
export function checkExpression(text: string, scope: Scope): Expression {
  return check(parseText(text), scope);
}

/** A path of property names from a value of this type; `offset` is where the path begins in its text. */
export function checkPath(type: CelType, path: readonly string[], offset: number): void {
  let [object, end] = [type, offset];
  for (const name of path) {
    end += name.length + 1;
    object = property({ op: "variable", name: "self", type: object, range: { start: 0, end: 0 } }, name, { start: 0, end }).type;
  }
}

/** One node of the parsed text. */
export function check(node: ASTNode, scope: Scope): Expression {
  const range: Range = { start: node.start, end: node.end };
  switch (node.op) {
    case "value":
      return literal(node.args, range);
    case "id":
      return name(node.args, scope, range);
    case ".":
      return select(check(node.args[0], scope), node.args[1], scope, range);
    case "[]":
      return index(check(node.args[0], scope), check(node.args[1], scope), range);
    case "!_":
      return { op: "not", operand: expected(check(node.args, scope), "bool"), type: BOOL, range };
    case "-_":
      return negate(check(node.args, scope), range);
    case "&&":
    case "||": {
      const left = expected(check(node.args[0], scope), "bool");
      const right = expected(check(node.args[1], assuming(scope, left, node.op === "&&")), "bool");
      return { op: node.op === "&&" ? "and" : "or", left, right, type: BOOL, range };
    }
    case "?:": {
      const condition = expected(check(node.args[0], scope), "bool");
      const held = check(node.args[1], assuming(scope, condition, true));
      const failed = check(node.args[2], assuming(scope, condition, false));
      if (!comparable(held.type, failed.type))
        fail(failed.range, `the branches of ?: are ${nameOf(held.type)} and ${nameOf(failed.type)}`, "give both the same type");
      return { op: "choose", condition, held, failed, type: held.type, range };
    }
    case "list": {
      const items = node.args.map((item) => check(item, scope));
      const other = items.find((item) => items[0] && !comparable(items[0].type, item.type));
      if (other) fail(other.range, `the list begins with ${nameOf(items[0]?.type ?? DYN)}, and this is ${nameOf(other.type)}`, MIXED);
      return { op: "list", items, type: { kind: "list", of: items[0]?.type ?? DYN }, range };
    }
    case "call":
      if (node.args[0] === "has") return has(node.args[1], scope, range);
      functionOf(node.args[0], range);
      return checkCall(
        node.args[0],
        node.args[1].map((item) => check(item, scope)),
        false,
        range,
      );
    case "rcall": {
      const [called, receiver, parameters] = node.args;
      if (isMacro(called)) return macro(called, check(receiver, scope), parameters, scope, range);
      functionOf(called, range);
      return checkCall(
        called,
        [receiver, ...parameters].map((item) => check(item, scope)),
        true,
        range,
      );
    }
    case "map":
    case ".?":
    case "[?]":
      return fail(
        range,
        `${node.op === "map" ? "map literals" : node.op} are not part of the language of rules`,
        "use selection, has() and ?: instead",
      );
    default:
      return binary(node.op, check(node.args[0], scope), check(node.args[1], scope), range);
  }
}

function parseText(text: string): ASTNode {
  try {
    return parse(text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new RuleFault(
      `the rule is not a CEL expression: ${error.summary}`,
      "write an expression of the Common Expression Language",
      error.range?.start ?? 0,
    );
  }
}

function literal(value: unknown, range: Range): Expression {
  if (typeof value === "bigint") return { op: "literal", value: Number(value), type: INT, range };
  if (typeof value === "number") return { op: "literal", value, type: DOUBLE, range };
  if (typeof value === "string") return { op: "literal", value, type: STRING, range };
  if (typeof value === "boolean") return { op: "literal", value, type: BOOL, range };
  if (value === null) return { op: "literal", value: null, type: { kind: "null" }, range };
  return fail(range, "this literal is not part of the language of rules", "use a number, a string, true, false or null");
}

function name(text: string, scope: Scope, range: Range): Expression {
  const type = scope.variables.get(text);
  if (type) return { op: "variable", name: text, type, range };
  if (scope.constants.has(text)) {
    const value = scope.constants.get(text);
    return { op: "constant", name: text, value, type: typeOfValue(value), range };
  }
  const meant = nearest(text, [...scope.variables.keys(), ...scope.constants.keys()]);
  return fail(
    range,
    `nothing is named ${text} here`,
    meant ? `write ${meant}` : "use self, a variable of an enclosing macro, or a name of x-constants",
  );
}

/** A read of a property. Without a default it must be required, or guarded by `has()`. */
function select(object: Expression, field: string, scope: Scope, range: Range): Expression {
  const found = property(object, field, range);
  if (found.sure) return { op: "select", object, field, fallback: found.fallback, type: found.type, range };
  const key = keyOf({ op: "select", object, field, fallback: undefined, type: found.type, range });
  if (key === undefined || !scope.present.has(key)) {
    const place = key ?? `….${field}`;
    fail(range, `${place} may be absent and has no default`, `guard it: !has(${place}) || …, or has(${place}) && …`);
  }
  return { op: "select", object, field, fallback: undefined, type: found.type, range };
}

function property(object: Expression, field: string, range: Range): { type: CelType; sure: boolean; fallback: unknown } {
  const at: Range = { start: range.end - field.length, end: range.end };
  if (object.type.kind === "record") {
    const type = object.type.fields.get(field);
    if (type) return { type, sure: true, fallback: undefined };
    return misspelled(at, field, [...object.type.fields.keys()]);
  }
  if (object.type.kind !== "object") fail(at, `${nameOf(object.type)} has no property ${field}`, "select from an object");
  const properties = propertiesOf(object.type.node);
  const found = properties.get(field);
  if (!found) return misspelled(at, field, [...properties.keys()]);
  return { type: typeOfSchema(found.node), sure: found.required || found.default !== undefined, fallback: found.default };
}

function misspelled(at: Range, field: string, known: readonly string[]): never {
  const meant = nearest(field, known);
  return fail(at, `there is no property ${field}`, meant ? `write ${meant}` : `use one of ${known.join(", ")}`);
}

function has(parameters: readonly ASTNode[], scope: Scope, range: Range): Expression {
  const node = parameters[0];
  if (parameters.length !== 1 || !node || node.op !== ".") return fail(range, "has() takes one selection", "write has(self.name)");
  const object = check(node.args[0], scope);
  const at: Range = { start: node.start, end: node.end };
  const found = property(object, node.args[1], at);
  const place: Expression = { op: "select", object, field: node.args[1], fallback: undefined, type: found.type, range: at };
  return { op: "has", place, type: BOOL, range };
}

function index(list: Expression, position: Expression, range: Range): Expression {
  if (list.type.kind !== "list") return fail(list.range, `${nameOf(list.type)} has no elements`, "index a list");
  const known =
    list.op === "constant" && Array.isArray(list.value) && position.op === "literal" && Number(position.value) < list.value.length;
  if (!known) fail(range, "an index may lie outside the list", "index only constants, with a literal; elsewhere use all() or exists()");
  return { op: "index", list, index: expected(position, "int"), type: list.type.of, range };
}

function negate(operand: Expression, range: Range): Expression {
  if (operand.type.kind !== "int" && operand.type.kind !== "double")
    return fail(range, `${nameOf(operand.type)} cannot be negated`, "negate a number");
  return { op: "negate", operand, type: operand.type, range };
}

function macro(called: Macro, list: Expression, parameters: readonly ASTNode[], scope: Scope, range: Range): Expression {
  const [variable, bodyNode] = parameters;
  if (variable?.op !== "id" || !bodyNode || parameters.length !== 2)
    return fail(range, `${called}() takes a variable and an expression`, `write list.${called}(x, …)`);
  if (list.type.kind !== "list") return fail(list.range, `${called}() needs a list, not ${nameOf(list.type)}`, "call it on a list");
  if (scope.variables.has(variable.args) || scope.constants.has(variable.args)) {
    return fail({ start: variable.start, end: variable.end }, `${variable.args} is already a name here`, "choose another variable");
  }
  const body = check(bodyNode, withVariable(scope, variable.args, list.type.of));
  if (called !== "map") expected(body, "bool");
  const type: CelType = called === "map" ? { kind: "list", of: body.type } : called === "filter" ? list.type : BOOL;
  return { op: "macro", macro: called, list, variable: variable.args, body, type, range };
}

function binary(operator: BinaryOperator, left: Expression, right: Expression, range: Range): Expression {
  const expression = (type: CelType): Expression => ({ op: "binary", operator, left, right, type, range });
  const pair = `${nameOf(left.type)} and ${nameOf(right.type)}`;
  if (operator === "in") {
    if (right.type.kind !== "list") return fail(right.range, `in needs a list, not ${nameOf(right.type)}`, "write x in [a, b]");
    if (!comparable(left.type, right.type.of)) return fail(range, `${pair} cannot be compared`, "give the elements the type of the value");
    if (right.op === "list") for (const item of right.items) listed(left, item);
    return expression(BOOL);
  }
  if (operator === "==" || operator === "!=") {
    if (!comparable(left.type, right.type)) return fail(range, `${pair} are never equal`, MIXED);
    listed(left, right);
    listed(right, left);
    return expression(BOOL);
  }
  const kind = left.type.kind;
  if (kind !== right.type.kind || (kind !== "int" && kind !== "double" && kind !== "string"))
    return fail(range, `${operator} cannot join ${pair}`, MIXED);
  if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=") return expression(BOOL);
  if (kind === "string" && operator !== "+") return fail(range, `${operator} cannot join ${pair}`, "only + joins strings");
  if ((operator === "/" || operator === "%") && !(right.op === "literal" && right.value !== 0))
    return fail(right.range, "the divisor may be 0", "divide by a literal");
  return expression(left.type);
}

/** A comparison with a value that the enum of the place does not know can only be a slip. */
function listed(place: Expression, other: Expression): void {
  if (place.op !== "select" || place.object.type.kind !== "object" || other.op !== "literal") return;
  const node = propertiesOf(place.object.type.node).get(place.field)?.node;
  const keywords = (node?.target ?? node)?.keywords;
  const values = keywords?.get("enum") as unknown[] | undefined;
  if (!values) return;
  const known = [...values, ...Object.keys((keywords?.get("x-sdk-values") as object | undefined) ?? {})].map(String);
  if (known.includes(String(other.value))) return;
  const meant = nearest(String(other.value), known);
  fail(
    other.range,
    `${place.field} never equals ${JSON.stringify(other.value)}`,
    meant ? `write "${meant}"` : `use one of ${known.join(", ")}`,
  );
}

function expected(expression: Expression, kind: "bool" | "int"): Expression {
  if (expression.type.kind === kind) return expression;
  return fail(
    expression.range,
    `this is ${nameOf(expression.type)}, not ${kind}`,
    kind === "bool" ? "write a condition" : "write a whole number",
  );
}

function isMacro(called: string): called is Macro {
  return called === "all" || called === "exists" || called === "filter" || called === "map";
}

const MIXED = "give both sides the same type: 300.0 beside a double, 300 beside an int, string(x) beside a string";
