import { FUNCTIONS } from "../../cel/check-call.js";
import type { Expression } from "../../cel/expression.js";
import type { CelType } from "../../cel/type.js";
import {
  type Code,
  code,
  identifier,
  isIdentifier,
  join,
  literal,
  member,
  optionalMember,
  propertyName,
  readProperty,
} from "../../code.js";
import { OBJ, RUNTIME, runtime } from "../../keywords/runtime.js";

/** Names available to the emitted code of rules. */
export interface RuleContext {
  /** Declares a module constant: a value of `x-constants` or a pattern. */
  constant(hint: string, value: Code): Code;
  /** Emits the valid elements of the list of a macro; undefined if the macro reads all elements. */
  validElements?(macro: Macro): Code | undefined;
}

/** Emits an expression. Property reads have the type `unknown` unless an operator needs their type. */
export function emitExpression(expression: Expression, context: RuleContext): Code {
  return emit(expression, context, ANY);
}

/** Emits a condition or its negation. Negation is pushed inward: `!(a || b)` becomes `!a && !b`. */
export function emitCondition(expression: Expression, context: RuleContext, isTrue: boolean): Code {
  return isTrue ? emit(expression, context, ANY) : emitNegated(expression, context, ANY);
}

/** Emits an expression with its type, parenthesized for use in any position. */
export function emitTyped(expression: Expression, context: RuleContext): Code {
  return emitOperand(expression, context, PRIMARY);
}

/** Emits a property read for a message, with optional chaining: `undefined` if a parent is absent. */
export function emitReading(expression: Expression, context: RuleContext): Code {
  if (expression.op !== "select") return emit(expression, context, ANY);
  if (expression.object.type.kind === "record") return emit(expression, context, ANY);
  const outer = expression.object;
  const read =
    outer.op === "select"
      ? optionalMember(code`(${emitReading(outer, context)} as ${OBJ} | undefined)`, expression.field)
      : member(emitTyped(outer, context), expression.field);
  return expression.fallback === undefined ? read : code`(${read} ?? ${literal(expression.fallback)})`;
}

/** Returns the identifier for a rule variable, with a `_` suffix if the surrounding code uses the name. */
export function variableName(name: string): Code {
  const taken = !isIdentifier(name) || RESERVED_IDENTIFIERS.has(name) || /^[A-Z]|^(?:i|list)\d+$|_$/.test(name);
  return identifier(taken ? `${name}_` : name);
}

const RESERVED_IDENTIFIERS = new Set(["failed", "out", "p", "v", ...Object.keys(RUNTIME)]);

/** Operator precedence in ECMAScript. An expression with a lower precedence than its position requires is parenthesized. */
const [ANY, CHOICE, OR, AND, EQUALITY, RELATION, SUM, PRODUCT, UNARY, PRIMARY] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

function emit(expression: Expression, context: RuleContext, precedence: number): Code {
  const wrap = (binding: number, text: Code): Code => (binding < precedence ? code`(${text})` : text);
  switch (expression.op) {
    case "literal":
      return wrap(typeof expression.value === "number" && expression.value < 0 ? UNARY : PRIMARY, literal(expression.value));
    case "variable":
      return variableName(expression.name);
    case "constant":
      return context.constant(expression.name, literal(expression.value));
    case "select": {
      const object = emitOperand(expression.object, context, PRIMARY);
      const read = expression.object.type.kind === "record" ? member(object, expression.field) : readProperty(object, expression.field);
      return expression.fallback === undefined ? read : code`(${read} ?? ${literal(expression.fallback)})`;
    }
    case "index":
      return literal(
        (expression.list.op === "constant" ? (expression.list.value as unknown[]) : [])[
          expression.index.op === "literal" ? Number(expression.index.value) : 0
        ],
      );
    case "has":
      return wrap(EQUALITY, code`${emit(expression.selection, context, RELATION)} != null`);
    case "not":
      return emitNegated(expression.operand, context, precedence);
    case "negate":
      return wrap(UNARY, code`-${emitOperand(expression.operand, context, PRIMARY)}`);
    case "and":
      return wrap(AND, code`${emit(expression.left, context, AND)} && ${emit(expression.right, context, AND)}`);
    case "or":
      return wrap(OR, code`${emit(expression.left, context, OR)} || ${emit(expression.right, context, OR)}`);
    case "conditional": {
      const branches = [expression.consequent, expression.alternate].map((branch) => emitOperand(branch, context, CHOICE));
      return wrap(CHOICE, code`${emit(expression.condition, context, OR)} ? ${join(branches, " : ")}`);
    }
    case "list":
      return code`[${join(
        expression.items.map((item) => emitOperand(item, context, ANY)),
        ", ",
      )}]`;
    case "macro":
      return emitMacro(expression, context);
    case "call":
      return emitCall(expression, context, precedence);
    case "binary":
      return emitBinary(expression, context, precedence);
  }
}

/** Emits the negation. `has`, `==`, `!=`, `!`, `&&` and `||` have a direct negated form; other expressions get a `!` prefix. */
function emitNegated(expression: Expression, context: RuleContext, precedence: number): Code {
  const wrap = (binding: number, text: Code): Code => (binding < precedence ? code`(${text})` : text);
  const opposite = (part: Expression, binding: number): Code => emitNegated(part, context, binding);
  switch (expression.op) {
    case "has":
      return wrap(EQUALITY, code`${emit(expression.selection, context, RELATION)} == null`);
    case "not":
      return emit(expression.operand, context, precedence);
    case "and":
      return wrap(OR, code`${opposite(expression.left, OR)} || ${opposite(expression.right, OR)}`);
    case "or":
      return wrap(AND, code`${opposite(expression.left, AND)} && ${opposite(expression.right, AND)}`);
    case "binary":
      if (expression.operator === "==" || expression.operator === "!=") {
        return emitEquality(expression.left, expression.right, context, expression.operator !== "==", precedence);
      }
      return code`!${emit(expression, context, UNARY)}`;
    default:
      return code`!${emit(expression, context, UNARY)}`;
  }
}

/** Emits an expression whose type matters. Property reads are cast to the type of the schema. */
function emitOperand(expression: Expression, context: RuleContext, precedence: number): Code {
  const untyped = expression.op === "select" && expression.object.type.kind !== "record" && expression.type.kind !== "dyn";
  return untyped ? code`(${emit(expression, context, RELATION)} as ${typeCode(expression.type)})` : emit(expression, context, precedence);
}

/** Returns the TypeScript type of a CEL type. */
export function typeCode(type: CelType): Code {
  switch (type.kind) {
    case "int":
    case "double":
      return code`number`;
    case "string":
      return code`string`;
    case "bool":
      return code`boolean`;
    case "list":
      return code`readonly ${type.of.kind === "record" ? recordTypeCode(type.of) : typeCode(type.of)}[]`;
    case "object":
      return OBJ;
    case "record":
      return recordTypeCode(type);
    default:
      return code`unknown`;
  }
}

function recordTypeCode(type: Extract<CelType, { kind: "record" }>): Code {
  return code`{ ${join(
    [...type.fields].map(([name, field]) => code`readonly ${propertyName(name)}: ${typeCode(field)}`),
    ", ",
  )} }`;
}

export type Macro = Extract<Expression, { op: "macro" }>;
type Call = Extract<Expression, { op: "call" }>;
type Binary = Extract<Expression, { op: "binary" }>;

function emitMacro(macro: Macro, context: RuleContext): Code {
  const list = context.validElements?.(macro) ?? emitOperand(macro.list, context, PRIMARY);
  return code`${list}.${METHODS[macro.macro]}((${variableName(macro.variable)}) => ${emitOperand(macro.body, context, CHOICE)})`;
}

const METHODS = { all: code`every`, exists: code`some`, filter: code`filter`, map: code`map` };

function emitCall({ name, args }: Call, context: RuleContext, precedence: number): Code {
  const emitted = args.map((argument) => emitOperand(argument, context, ANY));
  const [value, other] = [args[0] ? emitTyped(args[0], context) : code``, emitted[1] ?? code``];
  const called = FUNCTIONS[name]?.runtime;
  if (name === "unique") {
    const test = code`${runtime("repeatedKeys")}(${join(emitted, ", ")}).length === 0`;
    return precedence > EQUALITY ? code`(${test})` : test;
  }
  if (called) return code`${runtime(called)}(${join(emitted, ", ")})`;
  switch (name) {
    case "size":
      return args[0]?.type.kind === "string" ? code`${runtime("codePoints")}(${emitted[0] ?? code``})` : code`${value}.length`;
    case "string":
      return code`String(${emitted[0] ?? code``})`;
    case "int":
      return code`Math.trunc(Number(${emitted[0] ?? code``}))`;
    case "double":
      return code`Number(${emitted[0] ?? code``})`;
    case "startsWith":
      return code`${value}.startsWith(${other})`;
    case "endsWith":
      return code`${value}.endsWith(${other})`;
    case "contains":
      return code`${value}.includes(${other})`;
    case "matches": {
      const pattern = args[1]?.op === "literal" ? args[1].value : "";
      return code`${context.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`)}.test(${emitted[0] ?? code``})`;
    }
    default:
      throw new Error(`no code for function ${name}`);
  }
}

const OPERATORS = {
  "<": [RELATION, code`<`],
  "<=": [RELATION, code`<=`],
  ">": [RELATION, code`>`],
  ">=": [RELATION, code`>=`],
  "+": [SUM, code`+`],
  "-": [SUM, code`-`],
  "*": [PRODUCT, code`*`],
  "/": [PRODUCT, code`/`],
  "%": [PRODUCT, code`%`],
} as const;

function emitBinary({ operator, left, right, type }: Binary, context: RuleContext, precedence: number): Code {
  if (operator === "in") return emitMembership(left, right, context, precedence);
  if (operator === "==" || operator === "!=") return emitEquality(left, right, context, operator === "==", precedence);
  const [binding, sign] = OPERATORS[operator];
  const text = code`${emitOperand(left, context, binding)} ${sign} ${emitOperand(right, context, binding + 1)}`;
  if (operator === "/" && type.kind === "int") return code`Math.trunc(${text})`;
  return binding < precedence ? code`(${text})` : text;
}

/** Compares scalars with `===`, list literals element by element to avoid allocation, and other values by JSON equality. */
function emitEquality(left: Expression, right: Expression, context: RuleContext, expected: boolean, precedence: number): Code {
  const [a, b] = [elementsOf(left), elementsOf(right)];
  if (a.length > 0 && a.length === b.length) {
    const pairs = a.map((item, i) => (b[i] ? emitEquality(item, b[i], context, true, AND) : code`false`));
    const all = code`(${join(pairs, " && ")})`;
    return expected ? all : code`!${all}`;
  }
  const deep = [left, right].every(
    ({ type }) => type.kind === "list" || type.kind === "object" || type.kind === "record" || type.kind === "dyn",
  );
  if (deep) return code`${expected ? code`` : code`!`}${runtime("equal")}(${emit(left, context, ANY)}, ${emit(right, context, ANY)})`;
  const text = code`${emit(left, context, RELATION)} ${expected ? code`===` : code`!==`} ${emit(right, context, RELATION)}`;
  return precedence > EQUALITY ? code`(${text})` : text;
}

function emitMembership(left: Expression, right: Expression, context: RuleContext, precedence: number): Code {
  const items = elementsOf(right);
  if (items.length === 0 || items.length > 16) {
    return code`${emitOperand(right, context, PRIMARY)}.some((item_: unknown) => ${runtime("equal")}(item_, ${emit(left, context, ANY)}))`;
  }
  const text = join(
    items.map((item) => emitEquality(left, item, context, true, OR)),
    " || ",
  );
  return precedence > OR && items.length > 1 ? code`(${text})` : text;
}

/** Returns the elements of a list literal or a list constant; empty for other expressions. */
function elementsOf(expression: Expression): readonly Expression[] {
  if (expression.op === "list") return expression.items;
  if (expression.op !== "constant" || !Array.isArray(expression.value) || expression.type.kind !== "list") return [];
  const { of } = expression.type;
  return expression.value.map((value: unknown): Expression => {
    const shared = { type: of, range: expression.range };
    return typeof value === "object"
      ? { op: "constant", name: expression.name, value, ...shared }
      : { op: "literal", value: value as string, ...shared };
  });
}
