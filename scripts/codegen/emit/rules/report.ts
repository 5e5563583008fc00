import { escapeSegment } from "../../../../src/core/pointer.js";
import { type Expression, partsOf, placeOf } from "../../cel/expression.js";
import { assuming, type Scope, withVariable } from "../../cel/scope.js";
import { type Code, code, join, literal, member } from "../code.js";
import { emitCondition, emitExpression, type RuleNames, typed, typeText, variableName } from "./expression.js";

/** Where the value of each variable stands: an expression of a JSON Pointer. */
export type Paths = ReadonlyMap<string, Code>;

/** What a part of a rule that failed is reported with. */
export interface Blame {
  /** The part that failed. */
  readonly leaf: Expression;
  readonly scope: Scope;
  readonly paths: Paths;
  /** Pointer of the innermost element around the part. */
  readonly element: Code;
}

/** What differs from use to use: how a blamed part becomes a statement. */
export interface Reporter extends RuleNames {
  blame(blame: Blame): Code;
  /** A blamed element of `unique`: its pointer, its key and the value that repeats. */
  blameAt(blame: Blame, place: Code, key: string, value: Code): Code;
  variable(hint: string): Code;
}

/**
 * Statements that find every part of a rule that fails and blame it. `A && B` blames A, or else B; `A || B` blames B, for A
 * is the guard; `c ? a : b` blames the branch taken; `list.all(x, P)` blames every failing element at its own place.
 */
export function reportStatements(expression: Expression, scope: Scope, paths: Paths, element: Code, names: Reporter): Code {
  const emit = (part: Expression): Code => emitExpression(part, names);
  const below = (part: Expression, inner: Scope): Code => reportStatements(part, inner, paths, element, names);
  switch (expression.op) {
    case "and": {
      const { left, right } = expression;
      const [first, rest] = [below(left, scope), below(right, assuming(scope, left, true))];
      return isPlain(left)
        ? code`if (${emitCondition(left, names, false)}) {\n${first}\n} else {\n${rest}\n}`
        : code`${first}\nif (${emit(left)}) {\n${rest}\n}`;
    }
    case "or":
      return code`if (${emitCondition(expression.left, names, false)}) {\n${below(expression.right, assuming(scope, expression.left, false))}\n}`;
    case "choose": {
      const { condition, held, failed } = expression;
      return code`if (${emit(condition)}) {\n${below(held, assuming(scope, condition, true))}\n} else {\n${below(failed, assuming(scope, condition, false))}\n}`;
    }
    case "macro": {
      const place = expression.macro === "all" ? pathOf(expression.list, paths) : undefined;
      return place ? everyElement(expression, place, scope, paths, names) : plain(expression, scope, paths, element, names);
    }
    case "call": {
      const place = expression.name === "unique" ? pathOf(expression.parameters[0], paths) : undefined;
      return place ? everyRepeat(expression, place, scope, paths, element, names) : plain(expression, scope, paths, element, names);
    }
    default:
      return plain(expression, scope, paths, element, names);
  }
}

/** The pointer of a place, as an expression; undefined for what is no place. */
function pathOf(expression: Expression | undefined, paths: Paths): Code | undefined {
  const place = expression && placeOf(expression);
  const start = place && paths.get(place.variable);
  if (!start || place.path.includes("*")) return undefined;
  return place.path.length === 0 ? start : code`${start} + ${literal(place.path.map((name) => `/${escapeSegment(name)}`).join(""))}`;
}

/** The scalar places that an expression reads, each once, for the words "found width = 1700"; those inside a macro have no single value. */
export function readsOf(expression: Expression): Expression[] {
  const found = new Map<string, Expression>();
  const visit = (part: Expression, bound: readonly string[]): void => {
    const read = part.op === "has" ? part.place : part;
    const place = read.op === "select" || read.op === "variable" ? placeOf(read) : undefined;
    if (place && bound.includes(place.variable)) return;
    if (place && SCALARS.has(read.type.kind)) found.set([place.variable, ...place.path].join("."), read);
    else for (const inner of partsOf(read)) visit(inner, part.op === "macro" ? [...bound, part.variable] : bound);
  };
  visit(expression, []);
  return [...found.values()];
}

const SCALARS = new Set(["int", "double", "string", "bool", "dyn"]);

function plain(leaf: Expression, scope: Scope, paths: Paths, element: Code, names: Reporter): Code {
  return code`if (${emitCondition(leaf, names, false)}) {\n${names.blame({ leaf, scope, paths, element })}\n}`;
}

function everyElement(all: Extract<Expression, { op: "macro" }>, place: Code, scope: Scope, paths: Paths, names: Reporter): Code {
  if (all.list.type.kind !== "list") return code``;
  const variable = variableName(all.variable);
  const [index, list] = [names.variable("i"), names.variable("list")];
  const element = code`${place} + "/" + ${index}`;
  const body = reportStatements(
    all.body,
    withVariable(scope, all.variable, all.list.type.of),
    new Map(paths).set(all.variable, element),
    element,
    names,
  );
  return code`const ${list} = ${typed(all.list, names)};\nfor (let ${index} = 0; ${index} < ${list}.length; ${index}++) {\nconst ${variable} = ${list}[${index}] as ${typeText(all.list.type.of)};\n${body}\n}`;
}

function everyRepeat(
  leaf: Extract<Expression, { op: "call" }>,
  place: Code,
  scope: Scope,
  paths: Paths,
  element: Code,
  names: Reporter,
): Code {
  const [list, key] = leaf.parameters;
  if (!list || key?.op !== "literal") return code``;
  const index = names.variable("i");
  const at = code`${place} + "/" + ${index} + ${literal(`/${escapeSegment(String(key.value))}`)}`;
  const value = member(code`(${typed(list, names)}[${index}] as Obj)`, String(key.value));
  const blame = names.blameAt({ leaf, scope, paths, element }, at, String(key.value), value);
  return code`for (const ${index} of ${names.runtime("repeatedKeys")}(${join([typed(list, names), literal(key.value)], ", ")})) {\n${blame}\n}`;
}

/** Whether an expression is reported as one, without statements of its own. */
function isPlain(expression: Expression): boolean {
  if (expression.op === "and" || expression.op === "or" || expression.op === "choose") return false;
  return !(expression.op === "macro" && expression.macro === "all") && !(expression.op === "call" && expression.name === "unique");
}
