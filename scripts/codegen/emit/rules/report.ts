import { escapeSegment } from "../../../../src/core/pointer.js";
import { accessPath, type Expression, narrow, type Scope, subexpressions, withVariable } from "../../cel/expression.js";
import { type Code, code, join, literal, member } from "../../code.js";
import { OBJ, runtime } from "../../keywords/runtime.js";
import { emitCondition, emitExpression, emitTyped, type RuleContext, typeCode, variableName } from "./expression.js";

/** Expression of the JSON Pointer of each variable. */
export type Paths = ReadonlyMap<string, Code>;

/** A failed part of a rule, with the context for its report. */
export interface FailedPart {
  readonly leaf: Expression;
  readonly scope: Scope;
  readonly paths: Paths;
  /** Pointer of the innermost list element that contains the part. */
  readonly element: Code;
}

/** Emits the report of a failed part. */
export interface Reporter extends RuleContext {
  reportFailure(part: FailedPart): Code;
  /** Emits the report of a duplicate element of `unique`: its pointer, key and duplicate value. */
  reportDuplicate(part: FailedPart, pointer: Code, key: string, value: Code): Code;
  variable(hint: string): Code;
  /** Emits the condition under which the elements of a list can be evaluated; undefined if that is decided for the whole list. */
  canEvaluateElement(all: Expression, element: Code): Code | undefined;
}

/**
 * Emits statements that report each failed part of a rule. `A && B` reports A, otherwise B. `A || B` reports B, because A is a
 * guard. `c ? a : b` reports the selected branch. `list.all(x, P)` reports each failed element at its own pointer.
 */
export function reportStatements(expression: Expression, scope: Scope, paths: Paths, element: Code, reporter: Reporter): Code {
  const emit = (part: Expression): Code => emitExpression(part, reporter);
  const below = (part: Expression, inner: Scope): Code => reportStatements(part, inner, paths, element, reporter);
  switch (expression.op) {
    case "and": {
      const { left, right } = expression;
      const [first, rest] = [below(left, scope), below(right, narrow(scope, left, true))];
      return isLeaf(left)
        ? code`if (${emitCondition(left, reporter, false)}) {\n${first}\n} else {\n${rest}\n}`
        : code`${first}\nif (${emit(left)}) {\n${rest}\n}`;
    }
    case "or":
      return code`if (${emitCondition(expression.left, reporter, false)}) {\n${below(expression.right, narrow(scope, expression.left, false))}\n}`;
    case "conditional": {
      const { condition, consequent, alternate } = expression;
      return code`if (${emit(condition)}) {\n${below(consequent, narrow(scope, condition, true))}\n} else {\n${below(alternate, narrow(scope, condition, false))}\n}`;
    }
    case "macro": {
      const pointer = expression.macro === "all" ? locate(expression.list, paths) : undefined;
      return pointer
        ? forEachElement(expression, pointer, scope, paths, reporter)
        : reportLeaf(expression, scope, paths, element, reporter);
    }
    case "call": {
      const pointer = expression.name === "unique" ? locate(expression.args[0], paths) : undefined;
      return pointer
        ? forEachDuplicate(expression, pointer, scope, paths, element, reporter)
        : reportLeaf(expression, scope, paths, element, reporter);
    }
    default:
      return reportLeaf(expression, scope, paths, element, reporter);
  }
}

/** Returns the pointer of a selection as an expression, or undefined for other expressions. */
function locate(expression: Expression | undefined, paths: Paths): Code | undefined {
  const access = expression && accessPath(expression);
  const start = access && paths.get(access.variable);
  if (!start || access.path.includes("*")) return undefined;
  return access.path.length === 0 ? start : code`${start} + ${literal(access.path.map((name) => `/${escapeSegment(name)}`).join(""))}`;
}

/** Returns the scalar selections in an expression, without duplicates, for messages such as "received width = 1700". Skips macro variables, which have no single value. */
export function scalarReads(expression: Expression): Expression[] {
  const reads = new Map<string, Expression>();
  const visit = (part: Expression, bound: readonly string[]): void => {
    const read = part.op === "has" ? part.selection : part;
    const access = read.op === "select" || read.op === "variable" ? accessPath(read) : undefined;
    if (access && bound.includes(access.variable)) return;
    if (access && SCALARS.has(read.type.kind)) reads.set([access.variable, ...access.path].join("."), read);
    else for (const inner of subexpressions(read)) visit(inner, part.op === "macro" ? [...bound, part.variable] : bound);
  };
  visit(expression, []);
  return [...reads.values()];
}

const SCALARS = new Set(["int", "double", "string", "bool", "dyn"]);

function reportLeaf(leaf: Expression, scope: Scope, paths: Paths, element: Code, reporter: Reporter): Code {
  return code`if (${emitCondition(leaf, reporter, false)}) {\n${reporter.reportFailure({ leaf, scope, paths, element })}\n}`;
}

function forEachElement(all: Extract<Expression, { op: "macro" }>, pointer: Code, scope: Scope, paths: Paths, reporter: Reporter): Code {
  if (all.list.type.kind !== "list") return code``;
  const variable = variableName(all.variable);
  const [index, list] = [reporter.variable("i"), reporter.variable("list")];
  const element = code`${pointer} + "/" + ${index}`;
  const body = reportStatements(
    all.body,
    withVariable(scope, all.variable, all.list.type.of),
    new Map(paths).set(all.variable, element),
    element,
    reporter,
  );
  const condition = reporter.canEvaluateElement(all, element);
  const guarded = condition ? code`if (${condition}) {\n${body}\n}` : body;
  return code`const ${list} = ${emitTyped(all.list, reporter)};\nfor (let ${index} = 0; ${index} < ${list}.length; ${index}++) {\nconst ${variable} = ${list}[${index}] as ${typeCode(all.list.type.of)};\n${guarded}\n}`;
}

/**
 * Returns the `list.all(x, P)` of a rule whose elements are evaluated only in their loop, so that an invalid element does not prevent
 * the evaluation of the others.
 */
export function separateLists(expression: Expression, variables: readonly string[] = ["self"]): ReadonlySet<Expression> {
  switch (expression.op) {
    case "and": {
      const right = separateLists(expression.right, variables);
      // a left side with several reports is evaluated again as a condition
      return isLeaf(expression.left) ? right : new Set<Expression>();
    }
    case "or":
      return separateLists(expression.right, variables);
    case "conditional":
      return new Set([...separateLists(expression.consequent, variables), ...separateLists(expression.alternate, variables)]);
    case "macro": {
      const list = expression.macro === "all" ? accessPath(expression.list) : undefined;
      if (list === undefined || list.path.includes("*") || !variables.includes(list.variable)) return new Set();
      return new Set([expression, ...separateLists(expression.body, [...variables, expression.variable])]);
    }
    default:
      return new Set();
  }
}

/**
 * Returns the parts of a rule that can leave the invalid elements of a property out, because what the other elements break stays broken:
 * `all`, `unique`, the upper limit of the size of a `filter`, and their negated opposites.
 */
export function partialLists(expression: Expression, isNegated = false): Expression[] {
  switch (expression.op) {
    case "not":
      return partialLists(expression.operand, !isNegated);
    case "and":
    case "or":
      return [expression.left, expression.right].flatMap((part) => partialLists(part, isNegated));
    case "conditional":
      return [expression.consequent, expression.alternate].flatMap((part) => partialLists(part, isNegated));
    case "macro": {
      const isPartial = expression.macro === (isNegated ? "exists" : "all") && isProperty(expression.list);
      return [...(isPartial ? [expression] : []), ...partialLists(expression.body, isNegated)];
    }
    case "call":
      return expression.name === "unique" && !isNegated && isProperty(expression.args[0]) ? [expression] : [];
    case "binary": {
      if (!["<", "<=", ">", ">="].includes(expression.operator)) return [];
      const limited = expression.operator.startsWith("<") === isNegated ? expression.right : expression.left;
      const [counted] = limited.op === "call" && limited.name === "size" ? limited.args : [];
      return counted?.op === "macro" && counted.macro === "filter" && isProperty(counted.list) ? [counted] : [];
    }
    default:
      return [];
  }
}

/** Returns true if an expression is `self` or one of its properties. */
export function isProperty(expression: Expression | undefined): boolean {
  const access = expression && accessPath(expression);
  return access?.variable === "self" && !access.path.includes("*");
}

function forEachDuplicate(
  leaf: Extract<Expression, { op: "call" }>,
  pointer: Code,
  scope: Scope,
  paths: Paths,
  element: Code,
  reporter: Reporter,
): Code {
  const [list, key] = leaf.args;
  if (!list || key?.op !== "literal") return code``;
  const index = reporter.variable("i");
  const at = code`${pointer} + "/" + ${index} + ${literal(`/${escapeSegment(String(key.value))}`)}`;
  const value = member(code`(${emitTyped(list, reporter)}[${index}] as ${OBJ})`, String(key.value));
  const report = reporter.reportDuplicate({ leaf, scope, paths, element }, at, String(key.value), value);
  return code`for (const ${index} of ${runtime("repeatedKeys")}(${join([emitTyped(list, reporter), literal(key.value)], ", ")})) {\n${report}\n}`;
}

/** Returns true if an expression is reported as a whole. */
function isLeaf(expression: Expression): boolean {
  if (expression.op === "and" || expression.op === "or" || expression.op === "conditional") return false;
  return !(expression.op === "macro" && expression.macro === "all") && !(expression.op === "call" && expression.name === "unique");
}
