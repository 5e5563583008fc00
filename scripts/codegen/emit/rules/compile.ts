import { escapeSegment } from "../../../../src/core/pointer.js";
import { RuleFault } from "../../cel/cel-error.js";
import { type Expression, partsOf, placeOf } from "../../cel/expression.js";
import type { Scope } from "../../cel/scope.js";
import { nameOf, typeOfSchema } from "../../cel/type.js";
import { checkExpression, checkPath } from "../../cel/type-check.js";
import type { RuleSpec } from "../../model/rule-spec.js";
import type { SchemaNode, SchemaReader } from "../../model/schema.js";
import { underline } from "../../parse/diagnostic.js";
import { type Code, code, join, literal } from "../code.js";
import { emitExpression, emitReading, typed } from "./expression.js";
import { type Blame, type Reporter, readsOf, reportStatements } from "./report.js";

/** What the code of one rule needs from the module around it. */
export interface RuleModule extends Omit<Reporter, "blame" | "blameAt"> {
  runtime(name: Parameters<Reporter["runtime"]>[0] | "broken" | "askable" | "readings"): Code;
  readonly constants: ReadonlyMap<string, unknown>;
}

/**
 * The statements that ask one rule of one host: `self`, `p`, `out` and `failed` are in scope. Undefined if the rule has a
 * fault, which is noted at the reader with file, line, column and a caret.
 */
export function compileRule(spec: RuleSpec, host: SchemaNode, names: RuleModule, reader: SchemaReader): Code | undefined {
  const scope: Scope = { variables: new Map([["self", typeOfSchema(host)]]), constants: names.constants, present: new Set() };
  const inside = <T>(field: string, text: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof RuleFault)) throw error;
      const hosted = spec.pointer.startsWith(`${host.pointer}/`) ? "" : ` (asked of ${nameOf(typeOfSchema(host))})`;
      reader.fault(`${spec.pointer}/${field}`, `rule ${spec.id}: ${error.message}${hosted}`, error.fix, underline(text, error.offset));
      return undefined;
    }
  };
  const expression = inside("rule", spec.rule, () => checkedRule(spec.rule, scope));
  if (!expression) return undefined;
  const rule = names.constant(
    `rule ${spec.id}`,
    literal({ id: spec.id, message: spec.message, severity: spec.severity, source: spec.source, hint: spec.hint }),
  );
  const reporter: Reporter = {
    ...names,
    runtime: (name) => names.runtime(name),
    constant: (hint, value) => names.constant(hint, value),
    variable: (hint) => names.variable(hint),
    blame: (blame) => finding(blame, undefined, readings(blame.leaf, names)),
    blameAt: (blame, place, key, value) => finding(blame, place, code`${names.runtime("readings")}([[${literal(key)}, ${value}]])`),
  };
  const finding = (blame: Blame, place: Code | undefined, found: Code): Code => {
    const at = place ?? inside("fieldPath", spec.fieldPath ?? "", () => fieldPlace(spec.fieldPath, blame)) ?? blame.element;
    const message =
      spec.messageExpression === undefined
        ? undefined
        : inside("messageExpression", spec.messageExpression, () => messageOf(spec.messageExpression ?? "", blame, names));
    const fixes = spec.fixes?.map((fix, i) => {
      const path = inside(`fixes/${i}/fieldPath`, fix.fieldPath, () => fieldPlace(fix.fieldPath, blame)) ?? blame.element;
      const value = inside(`fixes/${i}/value`, fix.value, () => emitExpression(checkExpression(fix.value, blame.scope), names));
      return code`{ path: ${path}, value: ${value ?? code`undefined`} }`;
    });
    const more = fixes ? [message ?? code`undefined`, code`[${join(fixes, ", ")}]`] : message ? [message] : [];
    return code`${names.runtime("broken")}(${join([code`out`, rule, at, found, ...more], ", ")});`;
  };
  const statements = reportStatements(expression, scope, new Map([["self", code`p`]]), code`p`, reporter);
  const places = [...placesOf(expression, new Map([["self", ""]]))].sort();
  return code`if (${names.runtime("askable")}(${join([code`out`, rule, code`p`, code`failed`, names.constant(`places of ${spec.id}`, literal(places))], ", ")})) {\n${statements}\n}`;
}

function checkedRule(text: string, scope: Scope): Expression {
  const expression = checkExpression(text, scope);
  if (expression.type.kind !== "bool")
    throw new RuleFault(`the rule is ${nameOf(expression.type)}, not bool`, "write a condition that is true for what is right", 0);
  return expression;
}

/** `width = 1700, dx = 0`: what the blamed part has read, but for secrets. */
function readings(leaf: Expression, names: RuleModule): Code {
  const pairs = readsOf(leaf)
    .filter(({ type }) => !(type.kind === "string" && type.secret))
    .map((place) => code`[${literal(placeOf(place)?.path.join(".") || placeOf(place)?.variable)}, ${emitReading(place, names)}]`);
  return code`${names.runtime("readings")}([${join(pairs, ", ")}])`;
}

function fieldPlace(fieldPath: string | undefined, { paths, element, scope }: Blame): Code {
  if (fieldPath === undefined) return element;
  const [variable, ...path] = fieldPath.split(".");
  const start = paths.get(variable || "self");
  const type = scope.variables.get(variable || "self");
  if (!start || !type)
    throw new RuleFault(`nothing is named ${variable} where the rule fails`, `use one of ${[...paths.keys()].join(", ")}`, 0);
  checkPath(type, path, variable?.length ?? 0);
  return path.length === 0 ? start : code`${start} + ${literal(path.map((name) => `/${escapeSegment(name)}`).join(""))}`;
}

function messageOf(text: string, { scope }: Blame, names: RuleModule): Code {
  const expression = checkExpression(text, scope);
  if (expression.type.kind !== "string")
    throw new RuleFault(`the message is ${nameOf(expression.type)}, not string`, "convert numbers with string()", 0);
  return typed(expression, names);
}

/** Every place that a rule reads, as pointers from `self`; `*` stands for the elements of a list. */
function placesOf(expression: Expression, variables: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  const visit = (part: Expression, known: ReadonlyMap<string, string>): void => {
    const place = part.op === "select" || part.op === "variable" ? placeOf(part) : undefined;
    const start = place && known.get(place.variable);
    if (place && start !== undefined) found.add(start + place.path.map((name) => `/${escapeSegment(name)}`).join(""));
    if (part.op === "macro") {
      visit(part.list, known);
      const list = placeOf(part.list);
      const outer = list && known.get(list.variable);
      const inner = outer === undefined ? undefined : `${outer}${list?.path.map((name) => `/${escapeSegment(name)}`).join("")}/*`;
      visit(part.body, inner === undefined ? known : new Map(known).set(part.variable, inner));
      return;
    }
    for (const inner of partsOf(part)) visit(inner, known);
  };
  visit(expression, variables);
  return new Set([...found].filter((place) => ![...found].some((other) => other !== place && other.startsWith(`${place}/`))));
}
