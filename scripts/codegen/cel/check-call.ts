import { findClosestName } from "../../../src/core/strings.js";
import { propertiesOf } from "../model/schema-children.js";
import { throwCelError } from "./cel-error.js";
import type { Expression, Range } from "./expression.js";
import { FUNCTIONS, type FunctionSpec } from "./functions.js";
import { type CelType, typeName } from "./type.js";

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
