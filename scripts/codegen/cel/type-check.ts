import { type ASTNode, ParseError, parse } from "@marcbachmann/cel-js";
import { findClosestName } from "../../../src/core/strings.js";
import { propertiesOf } from "../model/schema-children.js";
import { checkCall, functionOf } from "./check-call.js";
import {
  accessKey,
  type BinaryOperator,
  CelError,
  type Expression,
  type Macro,
  narrow,
  type Range,
  type Scope,
  throwCelError,
  withVariable,
} from "./expression.js";
import { BOOL, type CelType, DOUBLE, DYN, INT, isComparable, STRING, typeName, typeOfSchema, typeOfValue } from "./type.js";

/**
 * Parses a CEL expression and checks names, types, `has()` guards and the supported subset against the schema of `self`.
 * Throws a `CelError` with the offset of the error.
 */
export function checkExpression(text: string, scope: Scope): Expression {
  return check(parseText(text), scope);
}

/** Checks a path of property names on a type. `offset` is the start of the path in its text. */
export function checkPath(type: CelType, path: readonly string[], offset: number): void {
  let [object, end] = [type, offset];
  for (const name of path) {
    end += name.length + 1;
    object = resolveProperty({ op: "variable", name: "self", type: object, range: { start: 0, end: 0 } }, name, { start: 0, end }).type;
  }
}

/** Checks a node of the parse tree. */
export function check(node: ASTNode, scope: Scope): Expression {
  const range: Range = { start: node.start, end: node.end };
  switch (node.op) {
    case "value":
      return literal(node.args, range);
    case "id":
      return resolveName(node.args, scope, range);
    case ".":
      return select(check(node.args[0], scope), node.args[1], scope, range);
    case "[]":
      return index(check(node.args[0], scope), check(node.args[1], scope), range);
    case "!_":
      return { op: "not", operand: requireType(check(node.args, scope), "bool"), type: BOOL, range };
    case "-_":
      return negate(check(node.args, scope), range);
    case "&&":
    case "||": {
      const left = requireType(check(node.args[0], scope), "bool");
      const right = requireType(check(node.args[1], narrow(scope, left, node.op === "&&")), "bool");
      return { op: node.op === "&&" ? "and" : "or", left, right, type: BOOL, range };
    }
    case "?:": {
      const condition = requireType(check(node.args[0], scope), "bool");
      const consequent = check(node.args[1], narrow(scope, condition, true));
      const alternate = check(node.args[2], narrow(scope, condition, false));
      if (!isComparable(consequent.type, alternate.type))
        throwCelError(
          alternate.range,
          `the branches of ?: have the types ${typeName(consequent.type)} and ${typeName(alternate.type)}`,
          "use the same type in both branches",
        );
      return { op: "conditional", condition, consequent, alternate, type: consequent.type, range };
    }
    case "list": {
      const items = node.args.map((item) => check(item, scope));
      const other = items.find((item) => items[0] && !isComparable(items[0].type, item.type));
      if (other)
        throwCelError(
          other.range,
          `list of ${typeName(items[0]?.type ?? DYN)} has an element of type ${typeName(other.type)}`,
          SAME_TYPE_FIX,
        );
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
      return throwCelError(
        range,
        `unsupported syntax: ${node.op === "map" ? "map literal" : node.op}`,
        "use field selection, has() and ?:",
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
    throw new CelError(
      `invalid CEL expression: ${error.summary}`,
      "write a Common Expression Language expression",
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
  return throwCelError(range, "unsupported literal", "use a number, a string, true, false or null");
}

function resolveName(text: string, scope: Scope, range: Range): Expression {
  const type = scope.variables.get(text);
  if (type) return { op: "variable", name: text, type, range };
  if (scope.constants.has(text)) {
    const value = scope.constants.get(text);
    return { op: "constant", name: text, value, type: typeOfValue(value), range };
  }
  const suggestion = findClosestName(text, [...scope.variables.keys(), ...scope.constants.keys()]);
  return throwCelError(
    range,
    `undeclared reference to ${text}`,
    suggestion ? `write ${suggestion}` : "use self, a macro variable or a constant of x-constants",
  );
}

/** Checks a field selection. The property must be required, have a default or be guarded by `has()`. */
function select(object: Expression, field: string, scope: Scope, range: Range): Expression {
  const found = resolveProperty(object, field, range);
  if (found.isPresent) return { op: "select", object, field, fallback: found.fallback, type: found.type, range };
  const key = accessKey({ op: "select", object, field, fallback: undefined, type: found.type, range });
  if (key === undefined || !scope.present.has(key)) {
    const path = key ?? `….${field}`;
    throwCelError(range, `${path} may be absent and has no default`, `guard it: !has(${path}) || …, or has(${path}) && …`);
  }
  return { op: "select", object, field, fallback: undefined, type: found.type, range };
}

function resolveProperty(object: Expression, field: string, range: Range): { type: CelType; isPresent: boolean; fallback: unknown } {
  const at: Range = { start: range.end - field.length, end: range.end };
  if (object.type.kind === "record") {
    const type = object.type.fields.get(field);
    if (type) return { type, isPresent: true, fallback: undefined };
    return failUnknownProperty(at, field, [...object.type.fields.keys()]);
  }
  if (object.type.kind !== "object")
    throwCelError(at, `type ${typeName(object.type)} has no property ${field}`, "select a field of an object");
  const properties = propertiesOf(object.type.node);
  const found = properties.get(field);
  if (!found) return failUnknownProperty(at, field, [...properties.keys()]);
  return { type: typeOfSchema(found.node), isPresent: found.required || found.default !== undefined, fallback: found.default };
}

function failUnknownProperty(at: Range, field: string, known: readonly string[]): never {
  const suggestion = findClosestName(field, known);
  return throwCelError(at, `undefined property ${field}`, suggestion ? `write ${suggestion}` : `use one of ${known.join(", ")}`);
}

function has(parameters: readonly ASTNode[], scope: Scope, range: Range): Expression {
  const node = parameters[0];
  if (parameters.length !== 1 || !node || node.op !== ".")
    return throwCelError(range, "has() takes one field selection", "write has(self.name)");
  const object = check(node.args[0], scope);
  const at: Range = { start: node.start, end: node.end };
  const found = resolveProperty(object, node.args[1], at);
  const selection: Expression = { op: "select", object, field: node.args[1], fallback: undefined, type: found.type, range: at };
  return { op: "has", selection: selection, type: BOOL, range };
}

function index(list: Expression, position: Expression, range: Range): Expression {
  if (list.type.kind !== "list") return throwCelError(list.range, `cannot index ${typeName(list.type)}`, "index a list");
  const known =
    list.op === "constant" && Array.isArray(list.value) && position.op === "literal" && Number(position.value) < list.value.length;
  if (!known)
    throwCelError(range, "the index may be out of range", "index only constants, with a literal; otherwise use all() or exists()");
  return { op: "index", list, index: requireType(position, "int"), type: list.type.of, range };
}

function negate(operand: Expression, range: Range): Expression {
  if (operand.type.kind !== "int" && operand.type.kind !== "double")
    return throwCelError(range, `cannot negate ${typeName(operand.type)}`, "negate a number");
  return { op: "negate", operand, type: operand.type, range };
}

function macro(called: Macro, list: Expression, parameters: readonly ASTNode[], scope: Scope, range: Range): Expression {
  const [variable, bodyNode] = parameters;
  if (variable?.op !== "id" || !bodyNode || parameters.length !== 2)
    return throwCelError(range, `${called}() takes a variable and an expression`, `write list.${called}(x, …)`);
  if (list.type.kind !== "list")
    return throwCelError(list.range, `${called}() needs a list, not ${typeName(list.type)}`, "call it on a list");
  if (scope.variables.has(variable.args) || scope.constants.has(variable.args)) {
    return throwCelError({ start: variable.start, end: variable.end }, `${variable.args} is already declared`, "use another variable name");
  }
  const body = check(bodyNode, withVariable(scope, variable.args, list.type.of));
  if (called !== "map") requireType(body, "bool");
  const type: CelType = called === "map" ? { kind: "list", of: body.type } : called === "filter" ? list.type : BOOL;
  return { op: "macro", macro: called, list, variable: variable.args, body, type, range };
}

function binary(operator: BinaryOperator, left: Expression, right: Expression, range: Range): Expression {
  const expression = (type: CelType): Expression => ({ op: "binary", operator, left, right, type, range });
  const pair = `${typeName(left.type)} and ${typeName(right.type)}`;
  if (operator === "in") {
    if (right.type.kind !== "list") return throwCelError(right.range, `in needs a list, not ${typeName(right.type)}`, "write x in [a, b]");
    if (!isComparable(left.type, right.type.of))
      return throwCelError(range, `cannot compare ${pair}`, "use elements of the same type as the value");
    if (right.op === "list") for (const item of right.items) checkEnumLiteral(left, item);
    return expression(BOOL);
  }
  if (operator === "==" || operator === "!=") {
    if (!isComparable(left.type, right.type)) return throwCelError(range, `${pair} are never equal`, SAME_TYPE_FIX);
    checkEnumLiteral(left, right);
    checkEnumLiteral(right, left);
    return expression(BOOL);
  }
  const kind = left.type.kind;
  if (kind !== right.type.kind || (kind !== "int" && kind !== "double" && kind !== "string"))
    return throwCelError(range, `${operator} is not defined for ${pair}`, SAME_TYPE_FIX);
  if (operator === "<" || operator === "<=" || operator === ">" || operator === ">=") return expression(BOOL);
  if (kind === "string" && operator !== "+")
    return throwCelError(range, `${operator} is not defined for ${pair}`, "strings support only +");
  if ((operator === "/" || operator === "%") && !(right.op === "literal" && right.value !== 0))
    return throwCelError(right.range, "the divisor may be 0", "divide by a literal");
  return expression(left.type);
}

/** Rejects comparisons of an enum property with a literal that is not an enum value, which are typos. */
function checkEnumLiteral(property: Expression, other: Expression): void {
  if (property.op !== "select" || property.object.type.kind !== "object" || other.op !== "literal") return;
  const node = propertiesOf(property.object.type.node).get(property.field)?.node;
  const keywords = (node?.target ?? node)?.keywords;
  const values = keywords?.get("enum") as unknown[] | undefined;
  if (!values) return;
  const known = [...values, ...Object.keys((keywords?.get("x-sdk-values") as object | undefined) ?? {})].map(String);
  if (known.includes(String(other.value))) return;
  const suggestion = findClosestName(String(other.value), known);
  throwCelError(
    other.range,
    `${JSON.stringify(other.value)} is not an enum value of ${property.field}`,
    suggestion ? `write "${suggestion}"` : `use one of ${known.join(", ")}`,
  );
}

function requireType(expression: Expression, kind: "bool" | "int"): Expression {
  if (expression.type.kind === kind) return expression;
  return throwCelError(
    expression.range,
    `expected ${kind}, received ${typeName(expression.type)}`,
    kind === "bool" ? "write a condition" : "write an integer",
  );
}

function isMacro(called: string): called is Macro {
  return called === "all" || called === "exists" || called === "filter" || called === "map";
}

const SAME_TYPE_FIX = "use the same type on both sides: 300.0 with double, 300 with int, string(x) with string";
