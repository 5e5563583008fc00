import { nearest } from "../../../src/core/strings.js";
import { propertiesOf } from "../model/schema-children.js";
import { fail } from "./cel-error.js";
import type { Expression, Range } from "./expression.js";
import { FUNCTIONS, type FunctionSpec } from "./functions.js";
import { type CelType, nameOf } from "./type.js";

/** A call of one of the known functions, its parameters checked one by one. */
export function checkCall(name: string, parameters: readonly Expression[], onValue: boolean, range: Range): Expression {
  const spec = functionOf(name, range);
  if (onValue !== (spec.method === true) && !(name === "size" && onValue)) {
    return fail(
      range,
      `${name} is called ${spec.method ? "on a value" : "as a function"}`,
      spec.method ? `write value.${name}(…)` : `write ${name}(…)`,
    );
  }
  if (parameters.length !== spec.parameters.length) {
    return fail(range, `${name} takes ${spec.parameters.length} parameters, not ${parameters.length}`, `give it ${spec.parameters.length}`);
  }
  parameters.forEach((parameter, i) => suits(name, spec, i, parameter, parameters));
  return { op: "call", name, parameters, type: spec.result, range };
}

/** The function of this name. */
export function functionOf(name: string, range: Range): FunctionSpec {
  const spec = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (spec) return spec;
  const known = ["has", "all", "exists", "filter", "map", ...Object.keys(FUNCTIONS)];
  const meant = nearest(name, known);
  return fail(range, `there is no function ${name}`, meant ? `write ${meant}` : `use one of ${known.join(", ")}`);
}

function suits(name: string, spec: FunctionSpec, i: number, parameter: Expression, all: readonly Expression[]): void {
  const expected = spec.parameters[i] ?? "any";
  if (expected === "key") checkKey(parameter, all[0]);
  else if (!SUITS[expected](parameter.type))
    fail(parameter.range, `${name} needs ${expected}, not ${nameOf(parameter.type)}`, `give it ${expected}`);
  if (name === "matches" && i === 1) checkPattern(parameter);
  if (CONVERSIONS.has(name) && !SCALARS.has(parameter.type.kind))
    fail(parameter.range, `${nameOf(parameter.type)} cannot be converted`, "convert a number, a string or a boolean");
  if (name === "size" && parameter.type.kind !== "string" && parameter.type.kind !== "list")
    fail(parameter.range, `${nameOf(parameter.type)} has no size`, "ask a string or a list");
}

const SUITS: Readonly<Record<Exclude<FunctionSpec["parameters"][number], "key">, (type: CelType) => boolean>> = {
  string: (type) => type.kind === "string",
  number: (type) => type.kind === "int" || type.kind === "double",
  list: (type) => type.kind === "list",
  "list of int": (type) => type.kind === "list" && type.of.kind === "int",
  any: () => true,
};

const CONVERSIONS = new Set(["string", "int", "double"]);
const SCALARS = new Set(["int", "double", "string", "bool", "dyn"]);

/** The key of `unique` names a scalar property of the list's elements. */
function checkKey(parameter: Expression, list: Expression | undefined): void {
  if (parameter.op !== "literal" || typeof parameter.value !== "string")
    fail(parameter.range, "the key must be a literal", 'write unique(list, "name")');
  const element = list?.type.kind === "list" ? list.type.of : undefined;
  const known = element?.kind === "object" ? [...propertiesOf(element.node).keys()] : [];
  const key = parameter.op === "literal" ? String(parameter.value) : "";
  if (known.includes(key)) return;
  const meant = nearest(key, known);
  fail(parameter.range, `the elements have no property ${key}`, meant ? `write "${meant}"` : `use one of ${known.join(", ")}`);
}

/** A pattern is known at generation, well formed, and cannot take exponential time. */
function checkPattern(parameter: Expression): void {
  if (parameter.op !== "literal" || typeof parameter.value !== "string")
    fail(parameter.range, "the pattern must be a literal", 'write text.matches("^…$")');
  if (/[+*}]\)?[+*{]/.test(parameter.value))
    fail(parameter.range, "the pattern has a quantifier inside another", "write it without nesting");
  try {
    new RegExp(parameter.value, "u");
  } catch (error) {
    fail(
      parameter.range,
      `the pattern is not a regular expression: ${error instanceof Error ? error.message : error}`,
      "escape what is meant literally",
    );
  }
}
