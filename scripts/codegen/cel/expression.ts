import type { CelType } from "./type.js";

/** Start and end of an expression in the rule's text, as offsets. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A rule after type checking: every node has its type, every read of a property what stands in for it when absent. */
export type Expression = { readonly type: CelType; readonly range: Range } & (
  | { readonly op: "literal"; readonly value: string | number | boolean | null }
  | { readonly op: "variable"; readonly name: string }
  | { readonly op: "constant"; readonly name: string; readonly value: unknown }
  | { readonly op: "select"; readonly object: Expression; readonly field: string; readonly fallback: unknown }
  | { readonly op: "index"; readonly list: Expression; readonly index: Expression }
  | { readonly op: "has"; readonly place: Expression }
  | { readonly op: "not" | "negate"; readonly operand: Expression }
  | { readonly op: "binary"; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | { readonly op: "and" | "or"; readonly left: Expression; readonly right: Expression }
  | { readonly op: "choose"; readonly condition: Expression; readonly held: Expression; readonly failed: Expression }
  | { readonly op: "list"; readonly items: readonly Expression[] }
  | { readonly op: "macro"; readonly macro: Macro; readonly list: Expression; readonly variable: string; readonly body: Expression }
  | { readonly op: "call"; readonly name: string; readonly parameters: readonly Expression[] }
);

export type BinaryOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%";
export type Macro = "all" | "exists" | "filter" | "map";

/** The property names that lead from a variable to a place, or undefined where the expression is no place. Indices are `*`. */
export function placeOf(expression: Expression): { readonly variable: string; readonly path: readonly string[] } | undefined {
  if (expression.op === "variable") return { variable: expression.name, path: [] };
  if (expression.op === "select") {
    const outer = placeOf(expression.object);
    return outer && { variable: outer.variable, path: [...outer.path, expression.field] };
  }
  if (expression.op === "index") {
    const outer = placeOf(expression.list);
    return outer && { variable: outer.variable, path: [...outer.path, "*"] };
  }
  return undefined;
}

/** The direct parts of an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case "select":
      return [expression.object];
    case "index":
      return [expression.list, expression.index];
    case "has":
      return [expression.place];
    case "not":
    case "negate":
      return [expression.operand];
    case "binary":
    case "and":
    case "or":
      return [expression.left, expression.right];
    case "choose":
      return [expression.condition, expression.held, expression.failed];
    case "list":
      return expression.items;
    case "macro":
      return [expression.list, expression.body];
    case "call":
      return expression.parameters;
    default:
      return [];
  }
}
