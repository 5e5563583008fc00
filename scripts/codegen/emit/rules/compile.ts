import { escapeSegment, parsePointer } from "../../../../src/core/pointer.js";
import { accessPath, CelError, type Expression, type Scope, subexpressions } from "../../cel/expression.js";
import { type CelType, typeName, typeOfSchema } from "../../cel/type.js";
import { checkExpression, checkPath } from "../../cel/type-check.js";
import { type Code, code, join, literal } from "../../code.js";
import { runtime } from "../../keywords/runtime.js";
import type { RuleSpec } from "../../model/rule-spec.js";
import type { SchemaNode, SchemaReader } from "../../model/schema.js";
import { combinedSchemas, propertiesOf } from "../../model/schema-children.js";
import { underline } from "../../parse/diagnostic.js";
import { emitExpression, emitReading, emitTyped, type Macro, type RuleContext } from "./expression.js";
import { type FailedPart, isProperty, partialLists, type Reporter, reportStatements, scalarReads, separateLists } from "./report.js";

/** The module that a rule is compiled into. */
export interface RuleModule extends Omit<Reporter, "reportFailure" | "reportDuplicate" | "canEvaluateElement"> {
  readonly constants: ReadonlyMap<string, unknown>;
}

/** The statements that evaluate a rule, and what it reads. */
export interface CompiledRule {
  readonly statements: Code;
  /** Pointers of the schemas of the properties that the rule reads. */
  readonly reads: readonly string[];
  /** Properties of the host without which the rule holds; undefined if it can be broken by a host without any of them. */
  readonly triggers: readonly string[] | undefined;
}

/**
 * Emits the statements that evaluate a rule on a host schema, with `self`, `p`, `out` and `failed` in scope. Returns undefined
 * if the rule has an error, which is reported to the reader with an excerpt.
 */
export function compileRule(spec: RuleSpec, host: SchemaNode, names: RuleModule, reader: SchemaReader): CompiledRule | undefined {
  const scope: Scope = { variables: new Map([["self", typeOfSchema(host)]]), constants: names.constants, present: new Set() };
  const withDiagnostics = <T>(field: string, text: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      const hosted = spec.pointer.startsWith(`${host.pointer}/`) ? "" : ` (evaluated on ${typeName(typeOfSchema(host))})`;
      reader.report(`${spec.pointer}/${field}`, `rule ${spec.id}: ${error.message}${hosted}`, error.fix, underline(text, error.offset));
      return undefined;
    }
  };
  const expression = withDiagnostics("rule", spec.rule, () => checkedCondition(spec.rule, scope, "rule"));
  if (!expression) return undefined;
  const rule = names.constant(
    `rule ${spec.id}`,
    literal({ id: spec.id, message: spec.message, severity: spec.severity, source: spec.source, hint: spec.hint }),
  );
  const partial = partialLists(expression);
  const separate = new Set([...separateLists(expression), ...partial]);
  const canEvaluate = (at: Code, dependencies: readonly string[]): Code =>
    code`${runtime("canEvaluate")}(${join([code`out`, rule, at, code`failed`, names.constant(`paths of ${spec.id}`, literal(dependencies))], ", ")})`;
  const validElements = ({ list, variable, body }: Macro): Code => {
    const dependencies = names.constant(`paths of ${spec.id}`, literal(pathsRead(body, new Map([[variable, ""]]), separate)));
    const at = (accessPath(list)?.path ?? []).map((name) => `/${escapeSegment(name)}`).join("");
    return code`${runtime("validElements")}(${emitTyped(list, names)}, p + ${literal(at)}, failed, ${dependencies})`;
  };
  // after the rule has failed, a message or a fix reads the elements for which it has failed
  const messageContext: RuleContext = {
    constant: (hint, value) => names.constant(hint, value),
    validElements: (macro) => (partial.length > 0 && isProperty(macro.list) ? validElements(macro) : undefined),
  };
  const reporter: Reporter = {
    ...names,
    validElements: (macro) => (partial.includes(macro) ? validElements(macro) : undefined),
    canEvaluateElement: (all, element) => {
      if (all.op !== "macro" || !separate.has(all)) return undefined;
      const dependencies = pathsRead(all.body, new Map([[all.variable, ""]]), separate);
      return code`failed.pointers.length === 0 || ${canEvaluate(element, dependencies)}`;
    },
    constant: (hint, value) => names.constant(hint, value),
    variable: (hint) => names.variable(hint),
    reportFailure: (part) => reportIssue(part, undefined, readingsCode(part.leaf, names)),
    reportDuplicate: (part, pointer, key, value) =>
      reportIssue(part, pointer, code`${runtime("formatValues")}([[${literal(key)}, ${value}]])`),
  };
  const reportIssue = (part: FailedPart, pointer: Code | undefined, received: Code): Code => {
    const at = pointer ?? withDiagnostics("fieldPath", spec.fieldPath ?? "", () => fieldPathCode(spec.fieldPath, part)) ?? part.element;
    const message =
      spec.messageExpression === undefined
        ? undefined
        : withDiagnostics("messageExpression", spec.messageExpression, () =>
            messageCode(spec.messageExpression ?? "", part, messageContext),
          );
    const fixes = spec.fixes?.map((fix, i) => {
      const path = withDiagnostics(`fixes/${i}/fieldPath`, fix.fieldPath, () => fieldPathCode(fix.fieldPath, part)) ?? part.element;
      const value = withDiagnostics(`fixes/${i}/value`, fix.value, () =>
        emitExpression(checkExpression(fix.value, part.scope), messageContext),
      );
      const entry = code`{ path: ${path}, value: ${value ?? code`undefined`} }`;
      const { when } = fix;
      if (when === undefined) return entry;
      const condition = withDiagnostics(`fixes/${i}/when`, when, () =>
        emitExpression(checkedCondition(when, part.scope, "when"), messageContext),
      );
      return code`...(${condition ?? code`true`} ? [${entry}] : [])`;
    });
    const more = fixes ? [message ?? code`undefined`, code`[${join(fixes, ", ")}]`] : message ? [message] : [];
    return code`${runtime("reportViolation")}(${join([code`out`, rule, at, received, ...more], ", ")});`;
  };
  const statements = reportStatements(expression, scope, new Map([["self", code`p`]]), code`p`, reporter);
  const self = new Map([["self", ""]]);
  const paths = pathsRead(expression, self, new Set()).map((path) => path.replace(/\/-$/, ""));
  const reads = paths.flatMap((path) => propertyAt(host, path)?.pointer ?? []);
  const check = code`if (${canEvaluate(code`p`, pathsRead(expression, self, separate))}) {\n${statements}\n}`;
  const triggers = new Set(paths.map((path) => parsePointer(path)[0] ?? ""));
  return { statements: check, reads, triggers: withoutProperties(expression) === true && !triggers.has("") ? [...triggers] : undefined };
}

/** Returns the value of a condition on a host without any property; undefined if it is not certain. */
function withoutProperties(expression: Expression): boolean | undefined {
  switch (expression.op) {
    case "literal":
      return typeof expression.value === "boolean" ? expression.value : undefined;
    case "select":
      return accessPath(expression)?.variable === "self" && typeof expression.fallback === "boolean" ? expression.fallback : undefined;
    case "has":
      return accessPath(expression.selection)?.variable === "self" ? false : undefined;
    case "not": {
      const value = withoutProperties(expression.operand);
      return value === undefined ? undefined : !value;
    }
    case "and":
    case "or": {
      const decisive = expression.op === "or";
      const values = [expression.left, expression.right].map(withoutProperties);
      return values.includes(decisive) ? decisive : values.includes(undefined) ? undefined : !decisive;
    }
    default:
      return undefined;
  }
}

/** Returns the schema of the property at a path, relative to the host. `*` is an element of a list. */
function propertyAt(host: SchemaNode, path: string): SchemaNode | undefined {
  let node: SchemaNode | undefined = host;
  for (const name of parsePointer(path)) {
    const type: CelType | undefined = node && typeOfSchema(node);
    if (name === "*") node = node && elementOf(node);
    else node = type?.kind === "object" ? propertiesOf(type.node).get(name)?.node : undefined;
  }
  return node;
}

function elementOf(node: SchemaNode): SchemaNode | undefined {
  if (node.keywords.has("items")) return node.child("items");
  if (node.target) return elementOf(node.target);
  return combinedSchemas(node)
    .map(elementOf)
    .find((element) => element !== undefined);
}

function checkedCondition(text: string, scope: Scope, name: "rule" | "when"): Expression {
  const expression = checkExpression(text, scope);
  if (expression.type.kind !== "bool")
    throw new CelError(
      `${name === "rule" ? "the rule" : name} must be bool, received ${typeName(expression.type)}`,
      name === "rule" ? "write a condition that is true for valid values" : "write a condition that is true if the fix applies",
      0,
    );
  return expression;
}

/** Emits the values that the failed part reads, such as `width = 1700, dx = 0`, without secrets. */
function readingsCode(leaf: Expression, names: RuleModule): Code {
  const pairs = scalarReads(leaf)
    .filter(({ type }) => !(type.kind === "string" && type.secret))
    .map((read) => code`[${literal(accessPath(read)?.path.join(".") || accessPath(read)?.variable)}, ${emitReading(read, names)}]`);
  return code`${runtime("formatValues")}([${join(pairs, ", ")}])`;
}

function fieldPathCode(fieldPath: string | undefined, { paths, element, scope }: FailedPart): Code {
  if (fieldPath === undefined) return element;
  const [variable, ...path] = fieldPath.split(".");
  const start = paths.get(variable || "self");
  const type = scope.variables.get(variable || "self");
  if (!start || !type)
    throw new CelError(`${variable} is not in scope at the failed part of the rule`, `use one of ${[...paths.keys()].join(", ")}`, 0);
  checkPath(type, path, variable?.length ?? 0);
  return path.length === 0 ? start : code`${start} + ${literal(path.map((name) => `/${escapeSegment(name)}`).join(""))}`;
}

function messageCode(text: string, { scope }: FailedPart, context: RuleContext): Code {
  const expression = checkExpression(text, scope);
  if (expression.type.kind !== "string")
    throw new CelError(`the message must be string, received ${typeName(expression.type)}`, "convert numbers with string()", 0);
  return emitTyped(expression, context);
}

/**
 * Returns the pointers that an expression reads, relative to the variables. `*` matches list elements. `/-` stands for the presence or
 * the size of a value: it is invalid only if the value itself is, not if something in it is. The elements of the `separate` lists are
 * left out.
 */
function pathsRead(expression: Expression, variables: ReadonlyMap<string, string>, separate: ReadonlySet<Expression>): string[] {
  const pointers = new Set<string>();
  const pointerOf = (part: Expression, known: ReadonlyMap<string, string>): string | undefined => {
    const access = accessPath(part);
    const start = access && known.get(access.variable);
    return start === undefined ? undefined : start + access?.path.map((name) => `/${escapeSegment(name)}`).join("");
  };
  const visit = (part: Expression, known: ReadonlyMap<string, string>): void => {
    const measured = part.op === "has" ? part.selection : part.op === "call" && part.name === "size" ? part.args[0] : undefined;
    const shallow = separate.has(part) ? (part.op === "call" ? part.args[0] : part.op === "macro" ? part.list : undefined) : measured;
    const whole = shallow === undefined ? pointerOf(part, known) : undefined;
    const present = shallow && pointerOf(shallow, known);
    if (whole !== undefined) pointers.add(whole);
    if (present !== undefined) pointers.add(`${present}/-`);
    if (part.op === "macro") {
      if (present === undefined) visit(part.list, known);
      const outer = pointerOf(part.list, known);
      const inner = new Map(known);
      if (outer === undefined || separate.has(part)) inner.delete(part.variable);
      else inner.set(part.variable, `${outer}/*`);
      return visit(part.body, inner);
    }
    if (present === undefined) for (const inner of subexpressions(part)) visit(inner, known);
  };
  visit(expression, variables);
  const isImplied = (pointer: string): boolean => {
    const value = pointer.replace(/\/-$/, "");
    return [...pointers].some(
      (other) => other !== `${value}/-` && (other.startsWith(`${value}/`) || (other === value && other !== pointer)),
    );
  };
  // reading a value implies reading those above it
  return [...pointers].filter((pointer) => !isImplied(pointer)).sort();
}
