import { findClosestName } from "../../../src/core/strings.js";
import type { RuntimeName } from "../keywords/runtime.js";
import { propertiesOf } from "../model/schema-children.js";
import { type Expression, type Range, throwCelError } from "./expression.js";
import { BOOL, type CelType, DOUBLE, INT, STRING, typeName } from "./type.js";

/** Signature of a function that rules can call. `number` accepts int and double. */
export interface FunctionSpec {
  readonly parameters: readonly ("string" | "number" | "list" | "list of int" | "key" | "any")[];
  readonly result: CelType;
  /** Implementation in `src/validation/cel-functions.ts`; without it, the compiler emits inline code. */
  readonly runtime?: RuntimeName;
  /** Receiver-style call: `text.startsWith("a")`. */
  readonly isMethod?: boolean;
}

const outline: CelType = { kind: "record", fields: new Map(["left", "top", "right", "bottom"].map((side) => [side, DOUBLE])) };

const size: CelType = { kind: "record", fields: new Map(["width", "height"].map((side) => [side, INT])) };

/** All functions: standard CEL functions and the custom functions of this project. */
export const FUNCTIONS: Readonly<Record<string, FunctionSpec>> = {
  size: { parameters: ["any"], result: INT },
  string: { parameters: ["any"], result: STRING },
  int: { parameters: ["any"], result: INT },
  double: { parameters: ["any"], result: DOUBLE },
  startsWith: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  endsWith: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  contains: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  matches: { parameters: ["string", "string"], result: BOOL, isMethod: true },
  textLength: { parameters: ["string"], result: INT, runtime: "textLength" },
  isBase64Text: { parameters: ["string"], result: BOOL, runtime: "isBase64Text" },
  isBase64: { parameters: ["string"], result: BOOL, runtime: "isBase64" },
  unique: { parameters: ["list", "key"], result: BOOL, runtime: "repeatedKeys" },
  sum: { parameters: ["list of int"], result: INT, runtime: "sum" },
  cover: { parameters: ["number", "number", "number", "number", "number", "number"], result: size, runtime: "cover" },
  outline: { parameters: ["number", "number", "number", "number", "number"], result: outline, runtime: "outline" },
};

/** Checks a function call and its arguments. */
export function checkCall(name: string, args: readonly Expression[], isMethodCall: boolean, range: Range): Expression {
  const spec = functionOf(name, range);
  if (isMethodCall !== (spec.isMethod === true) && !(name === "size" && isMethodCall)) {
    return throwCelError(
      range,
      spec.isMethod ? `${name} is a method` : `${name} is a function, not a method`,
      spec.isMethod ? `call value.${name}(…)` : `call ${name}(…)`,
    );
  }
  if (args.length !== spec.parameters.length) {
    return throwCelError(
      range,
      `${name} takes ${spec.parameters.length} argument${spec.parameters.length === 1 ? "" : "s"}, not ${args.length}`,
      `pass ${spec.parameters.length}`,
    );
  }
  args.forEach((argument, i) => checkArgument(name, spec, i, argument, args));
  return { op: "call", name, args, type: spec.result, range };
}

/** Returns the function with this name. */
export function functionOf(name: string, range: Range): FunctionSpec {
  const spec = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (spec) return spec;
  const known = ["has", "all", "exists", "filter", "map", ...Object.keys(FUNCTIONS)];
  const suggestion = findClosestName(name, known);
  return throwCelError(range, `undeclared function ${name}`, suggestion ? `write ${suggestion}` : `use one of ${known.join(", ")}`);
}

function checkArgument(name: string, spec: FunctionSpec, i: number, argument: Expression, all: readonly Expression[]): void {
  const expected = spec.parameters[i] ?? "any";
  if (expected === "key") checkKey(argument, all[0]);
  else if (!ARGUMENT_TYPES[expected](argument.type))
    throwCelError(argument.range, `${name} expects ${expected}, received ${typeName(argument.type)}`, `pass ${expected}`);
  if (name === "matches" && i === 1) checkPattern(argument);
  if (CONVERSIONS.has(name) && !SCALARS.has(argument.type.kind))
    throwCelError(argument.range, `cannot convert ${typeName(argument.type)}`, "convert a number, a string or a boolean");
  if (name === "size" && argument.type.kind !== "string" && argument.type.kind !== "list")
    throwCelError(argument.range, `size is not defined for ${typeName(argument.type)}`, "use a string or a list");
}

const ARGUMENT_TYPES: Readonly<Record<Exclude<FunctionSpec["parameters"][number], "key">, (type: CelType) => boolean>> = {
  string: (type) => type.kind === "string",
  number: (type) => type.kind === "int" || type.kind === "double",
  list: (type) => type.kind === "list",
  "list of int": (type) => type.kind === "list" && type.of.kind === "int",
  any: () => true,
};

const CONVERSIONS = new Set(["string", "int", "double"]);
const SCALARS = new Set(["int", "double", "string", "bool", "dyn"]);

/** The key of `unique` must be a literal and a property of the list elements. */
function checkKey(argument: Expression, list: Expression | undefined): void {
  if (argument.op !== "literal" || typeof argument.value !== "string")
    throwCelError(argument.range, "the key must be a string literal", 'write unique(list, "name")');
  const element = list?.type.kind === "list" ? list.type.of : undefined;
  const known = element?.kind === "object" ? [...propertiesOf(element.node).keys()] : [];
  const key = argument.op === "literal" ? String(argument.value) : "";
  if (known.includes(key)) return;
  const suggestion = findClosestName(key, known);
  throwCelError(
    argument.range,
    `the list elements have no property ${key}`,
    suggestion ? `write "${suggestion}"` : `use one of ${known.join(", ")}`,
  );
}

/** A pattern must be a literal, valid, and without nested quantifiers, which can take exponential time. */
function checkPattern(argument: Expression): void {
  if (argument.op !== "literal" || typeof argument.value !== "string")
    throwCelError(argument.range, "the pattern must be a string literal", 'write text.matches("^…$")');
  if (/[+*}]\)?[+*{]/.test(argument.value))
    throwCelError(argument.range, "the pattern has nested quantifiers", "remove the inner or the outer quantifier");
  try {
    new RegExp(argument.value, "u");
  } catch (error) {
    throwCelError(
      argument.range,
      `the pattern is not a valid regular expression: ${error instanceof Error ? error.message : error}`,
      "escape literal characters",
    );
  }
}
