import type { Expression } from "../../cel/expression.js";
import { FUNCTIONS } from "../../cel/functions.js";
import type { CelType } from "../../cel/type.js";
import { type Code, code, identifier, isIdentifier, join, literal, member, optionalMember, propertyName } from "../code.js";
import { load } from "../property-access.js";
import { RULE_RUNTIME } from "../runtime-imports.js";

/** What the emitted code of rules may use, and what it has used so far. */
export interface RuleNames {
  /** A function of `src/runtime`; the import follows. */
  runtime(name: "codePoints" | "equal" | "textLength" | "isBase64" | "repeatedKeys" | "sum" | "outline"): Code;
  /** A constant of `x-constants`, or a pattern. */
  constant(hint: string, value: Code): Code;
}

/** A typed expression as TypeScript. Reads of properties are `unknown` until an operator needs their type. */
export function emitExpression(expression: Expression, names: RuleNames): Code {
  return emit(expression, names, ANY);
}

/** A condition, or its opposite, as it stands in an `if`: the opposite of `a || b` is `!a && !b`. */
export function emitCondition(expression: Expression, names: RuleNames, holds: boolean): Code {
  return holds ? emit(expression, names, ANY) : negated(expression, names, ANY);
}

/** The expression with the type that an operator relies on, fit to stand anywhere. */
export function typed(expression: Expression, names: RuleNames): Code {
  return operand(expression, names, PRIMARY);
}

/** A read for a message: wherever the way to the place ends early, it is `undefined`. */
export function emitReading(expression: Expression, names: RuleNames): Code {
  if (expression.op !== "select") return emit(expression, names, ANY);
  if (expression.object.type.kind === "record") return emit(expression, names, ANY);
  const outer = expression.object;
  const read =
    outer.op === "select"
      ? optionalMember(code`(${emitReading(outer, names)} as Obj | undefined)`, expression.field)
      : member(typed(outer, names), expression.field);
  return expression.fallback === undefined ? read : code`(${read} ?? ${literal(expression.fallback)})`;
}

/** The name of a variable in code: that of the rule, unless the code around it has the name already. */
export function variableName(name: string): Code {
  const taken = !isIdentifier(name) || OURS.has(name) || /^[A-Z]|^(?:i|list)\d+$|_$/.test(name);
  return identifier(taken ? `${name}_` : name);
}

const OURS = new Set(["failed", "out", "p", "v", ...Object.keys(RULE_RUNTIME)]);

/** How tightly an expression binds, as in ECMAScript; what binds less than its place demands stands in parentheses. */
const [ANY, CHOICE, OR, AND, EQUALITY, RELATION, SUM, PRODUCT, UNARY, PRIMARY] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

function emit(expression: Expression, names: RuleNames, place: number): Code {
  const wrap = (binding: number, text: Code): Code => (binding < place ? code`(${text})` : text);
  switch (expression.op) {
    case "literal":
      return wrap(typeof expression.value === "number" && expression.value < 0 ? UNARY : PRIMARY, literal(expression.value));
    case "variable":
      return variableName(expression.name);
    case "constant":
      return names.constant(expression.name, literal(expression.value));
    case "select": {
      const object = operand(expression.object, names, PRIMARY);
      const read = expression.object.type.kind === "record" ? member(object, expression.field) : load(object, expression.field);
      return expression.fallback === undefined ? read : code`(${read} ?? ${literal(expression.fallback)})`;
    }
    case "index":
      return literal(
        (expression.list.op === "constant" ? (expression.list.value as unknown[]) : [])[
          expression.index.op === "literal" ? Number(expression.index.value) : 0
        ],
      );
    case "has":
      return wrap(EQUALITY, code`${emit(expression.place, names, RELATION)} != null`);
    case "not":
      return negated(expression.operand, names, place);
    case "negate":
      return wrap(UNARY, code`-${operand(expression.operand, names, PRIMARY)}`);
    case "and":
      return wrap(AND, code`${emit(expression.left, names, AND)} && ${emit(expression.right, names, AND)}`);
    case "or":
      return wrap(OR, code`${emit(expression.left, names, OR)} || ${emit(expression.right, names, OR)}`);
    case "choose": {
      const branches = [expression.held, expression.failed].map((branch) => operand(branch, names, CHOICE));
      return wrap(CHOICE, code`${emit(expression.condition, names, OR)} ? ${join(branches, " : ")}`);
    }
    case "list":
      return code`[${join(
        expression.items.map((item) => emit(item, names, ANY)),
        ", ",
      )}]`;
    case "macro":
      return macro(expression, names);
    case "call":
      return call(expression, names, place);
    case "binary":
      return binary(expression, names, place);
  }
}

/** The opposite: `!has(x)`, `!(a == b)`, `!(a < b)` and `!!a` have operators of their own, and `!` goes into `&&` and `||`. */
function negated(expression: Expression, names: RuleNames, place: number): Code {
  const wrap = (binding: number, text: Code): Code => (binding < place ? code`(${text})` : text);
  const opposite = (part: Expression, binding: number): Code => negated(part, names, binding);
  switch (expression.op) {
    case "has":
      return wrap(EQUALITY, code`${emit(expression.place, names, RELATION)} == null`);
    case "not":
      return emit(expression.operand, names, place);
    case "and":
      return wrap(OR, code`${opposite(expression.left, OR)} || ${opposite(expression.right, OR)}`);
    case "or":
      return wrap(AND, code`${opposite(expression.left, AND)} && ${opposite(expression.right, AND)}`);
    case "binary":
      if (expression.operator === "==" || expression.operator === "!=") {
        return equality(expression.left, expression.right, names, expression.operator !== "==", place);
      }
      return code`!${emit(expression, names, UNARY)}`;
    default:
      return code`!${emit(expression, names, UNARY)}`;
  }
}

/** An expression where its type matters: reads of properties are cast to what the schema says. */
function operand(expression: Expression, names: RuleNames, place: number): Code {
  const untyped = expression.op === "select" && expression.object.type.kind !== "record" && expression.type.kind !== "dyn";
  return untyped ? code`(${emit(expression, names, RELATION)} as ${typeText(expression.type)})` : emit(expression, names, place);
}

/** The TypeScript type of a CEL type. */
export function typeText(type: CelType): Code {
  switch (type.kind) {
    case "int":
    case "double":
      return code`number`;
    case "string":
      return code`string`;
    case "bool":
      return code`boolean`;
    case "list":
      return code`readonly ${type.of.kind === "record" ? recordText(type.of) : typeText(type.of)}[]`;
    case "object":
      return code`Obj`;
    case "record":
      return recordText(type);
    default:
      return code`unknown`;
  }
}

function recordText(type: Extract<CelType, { kind: "record" }>): Code {
  return code`{ ${join(
    [...type.fields].map(([name, field]) => code`readonly ${propertyName(name)}: ${typeText(field)}`),
    ", ",
  )} }`;
}

type Macro = Extract<Expression, { op: "macro" }>;
type Call = Extract<Expression, { op: "call" }>;
type Binary = Extract<Expression, { op: "binary" }>;

function macro({ macro: name, list, variable, body }: Macro, names: RuleNames): Code {
  return code`${operand(list, names, PRIMARY)}.${METHODS[name]}((${variableName(variable)}) => ${operand(body, names, CHOICE)})`;
}

const METHODS = { all: code`every`, exists: code`some`, filter: code`filter`, map: code`map` };

function call({ name, parameters }: Call, names: RuleNames, place: number): Code {
  const given = parameters.map((parameter) => operand(parameter, names, ANY));
  const [value, other] = [parameters[0] ? typed(parameters[0], names) : code``, given[1] ?? code``];
  const runtime = FUNCTIONS[name]?.runtime;
  if (name === "unique") {
    const test = code`${names.runtime("repeatedKeys")}(${join(given, ", ")}).length === 0`;
    return place > EQUALITY ? code`(${test})` : test;
  }
  if (runtime) return code`${names.runtime(runtime)}(${join(given, ", ")})`;
  switch (name) {
    case "size":
      return parameters[0]?.type.kind === "string" ? code`${names.runtime("codePoints")}(${given[0] ?? code``})` : code`${value}.length`;
    case "string":
      return code`String(${given[0] ?? code``})`;
    case "int":
      return code`Math.trunc(Number(${given[0] ?? code``}))`;
    case "double":
      return code`Number(${given[0] ?? code``})`;
    case "startsWith":
      return code`${value}.startsWith(${other})`;
    case "endsWith":
      return code`${value}.endsWith(${other})`;
    case "contains":
      return code`${value}.includes(${other})`;
    case "matches": {
      const pattern = parameters[1]?.op === "literal" ? parameters[1].value : "";
      return code`${names.constant("pattern", code`new RegExp(${literal(pattern)}, "u")`)}.test(${given[0] ?? code``})`;
    }
    default:
      throw new Error(`no code for the function ${name}`);
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

function binary({ operator, left, right, type }: Binary, names: RuleNames, place: number): Code {
  if (operator === "in") return membership(left, right, names, place);
  if (operator === "==" || operator === "!=") return equality(left, right, names, operator === "==", place);
  const [binding, sign] = OPERATORS[operator];
  const text = code`${operand(left, names, binding)} ${sign} ${operand(right, names, binding + 1)}`;
  if (operator === "/" && type.kind === "int") return code`Math.trunc(${text})`;
  return binding < place ? code`(${text})` : text;
}

/** Scalars by `===`; list literals element by element, which needs no allocation; anything else by JSON equality. */
function equality(left: Expression, right: Expression, names: RuleNames, expected: boolean, place: number): Code {
  const [a, b] = [elementsOf(left), elementsOf(right)];
  if (a.length > 0 && a.length === b.length) {
    const pairs = a.map((item, i) => (b[i] ? equality(item, b[i], names, true, AND) : code`false`));
    const all = code`(${join(pairs, " && ")})`;
    return expected ? all : code`!${all}`;
  }
  const deep = [left, right].every(
    ({ type }) => type.kind === "list" || type.kind === "object" || type.kind === "record" || type.kind === "dyn",
  );
  if (deep) return code`${expected ? code`` : code`!`}${names.runtime("equal")}(${emit(left, names, ANY)}, ${emit(right, names, ANY)})`;
  const text = code`${emit(left, names, RELATION)} ${expected ? code`===` : code`!==`} ${emit(right, names, RELATION)}`;
  return place > EQUALITY ? code`(${text})` : text;
}

function membership(left: Expression, right: Expression, names: RuleNames, place: number): Code {
  const items = elementsOf(right);
  if (items.length === 0 || items.length > 16) {
    return code`${operand(right, names, PRIMARY)}.some((item_: unknown) => ${names.runtime("equal")}(item_, ${emit(left, names, ANY)}))`;
  }
  const text = join(
    items.map((item) => equality(left, item, names, true, OR)),
    " || ",
  );
  return place > OR && items.length > 1 ? code`(${text})` : text;
}

/** The elements of a list that is written out, as a literal or as a constant. */
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
