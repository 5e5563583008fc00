import type { CelType } from "./type.js";

/** An error in a CEL expression. `offset` is relative to the expression; the caller adds file and line. */
export class CelError extends Error {
  readonly offset: number;
  readonly fix: string;

  constructor(message: string, fix: string, offset: number) {
    super(message);
    this.name = "RuleFault";
    this.offset = offset;
    this.fix = fix;
  }
}

/** Throws a `CelError` at the start of a range. */
export function throwCelError(range: Range, message: string, fix: string): never {
  throw new CelError(message, fix, range.start);
}

/** Start and end offset of an expression in the text of the rule. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A type-checked expression. `fallback` of a selection is the default of an absent property. */
export type Expression = { readonly type: CelType; readonly range: Range } & (
  | { readonly op: "literal"; readonly value: string | number | boolean | null }
  | { readonly op: "variable"; readonly name: string }
  | { readonly op: "constant"; readonly name: string; readonly value: unknown }
  | { readonly op: "select"; readonly object: Expression; readonly field: string; readonly fallback: unknown }
  | { readonly op: "index"; readonly list: Expression; readonly index: Expression }
  | { readonly op: "has"; readonly selection: Expression }
  | { readonly op: "not" | "negate"; readonly operand: Expression }
  | { readonly op: "binary"; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly op: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly op: "conditional"; readonly condition: Expression; readonly consequent: Expression; readonly alternate: Expression }
  | { readonly op: "list"; readonly items: readonly Expression[] }
  | { readonly op: "macro"; readonly macro: Macro; readonly list: Expression; readonly variable: string; readonly body: Expression }
  | { readonly op: "call"; readonly name: string; readonly args: readonly Expression[] }
);

export type BinaryOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%";
export type Macro = "all" | "exists" | "filter" | "map";

/** Returns the variable and the property names of a selection, or undefined for other expressions. Indexes are `*`. */
export function accessPath(expression: Expression): { readonly variable: string; readonly path: readonly string[] } | undefined {
  if (expression.op === "variable") return { variable: expression.name, path: [] };
  if (expression.op === "select") {
    const outer = accessPath(expression.object);
    return outer && { variable: outer.variable, path: [...outer.path, expression.field] };
  }
  if (expression.op === "index") {
    const outer = accessPath(expression.list);
    return outer && { variable: outer.variable, path: [...outer.path, "*"] };
  }
  return undefined;
}

/** Returns the direct subexpressions. */
export function subexpressions(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case "select":
      return [expression.object];
    case "index":
      return [expression.list, expression.index];
    case "has":
      return [expression.selection];
    case "not":
    case "negate":
      return [expression.operand];
    case "binary":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.condition, expression.consequent, expression.alternate];
    case "list":
      return expression.items;
    case "macro":
      return [expression.list, expression.body];
    case "call":
      return expression.args;
    default:
      return [];
  }
}

/** The names that an expression can reference, and the optional paths known to be present. */
export interface Scope {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly constants: ReadonlyMap<string, unknown>;
  /** Paths such as `self.dx` that a `has()` guard proves present. */
  readonly present: ReadonlySet<string>;
}

/** Returns the scope of a macro body, with the macro variable. */
export function withVariable(scope: Scope, name: string, type: CelType): Scope {
  const present = new Set([...scope.present].filter((path) => path !== name && !path.startsWith(`${name}.`)));
  return { ...scope, variables: new Map(scope.variables).set(name, type), present };
}

/** Returns the scope in which a condition is known to be true or false. */
export function narrow(scope: Scope, condition: Expression, outcome: boolean): Scope {
  const paths = presentPaths(condition, outcome);
  return paths.length === 0 ? scope : { ...scope, present: new Set([...scope.present, ...paths]) };
}

/** Formats a selection as in `Scope.present`: `self.video_config.width`. */
export function accessKey(expression: Expression): string | undefined {
  const access = accessPath(expression);
  return access && [access.variable, ...access.path].join(".");
}

function presentPaths(condition: Expression, outcome: boolean): string[] {
  switch (condition.op) {
    case "has": {
      const key = accessKey(condition.selection);
      return outcome && key !== undefined ? [key] : [];
    }
    case "not":
      return presentPaths(condition.operand, !outcome);
    case "and":
      return outcome ? [...presentPaths(condition.left, true), ...presentPaths(condition.right, true)] : [];
    case "or":
      return outcome ? [] : [...presentPaths(condition.left, false), ...presentPaths(condition.right, false)];
    default:
      return [];
  }
}
