import type { SchemaNode } from "../model/schema.js";
import { type Code, code, join } from "./code.js";
import type { RuntimeName } from "./runtime-imports.js";

/** The instance types that a keyword applies to. Other instances are always valid. */
export type InstanceType = "number" | "string" | "array" | "object" | "any";

/** The part of the emitter that keywords use. */
export interface EmitterApi {
  /** Returns the name of the predicate of a schema. */
  predicate(node: SchemaNode): Code;
  /** Returns the name of the collector of a schema. */
  collector(node: SchemaNode): Code;
  /** Emits the predicate steps for a value. */
  test(node: SchemaNode, value: Code): readonly Step[];
  /** Emits an expression that is true if the value is invalid. */
  violation(node: SchemaNode, value: Code): Code;
  /** Emits statements that collect all issues of a value. */
  report(node: SchemaNode, value: Code, path: Code): Code;
  /** Returns the name of a shared collector for scalars, `(value, path, subject, out, source)`, or undefined for other schemas. */
  scalarCollector(node: SchemaNode, optional: boolean): Code | undefined;
  /** Returns the constant with the documentation source of a schema. */
  source(node: SchemaNode): Code;
  /** Returns the name of a function in `src`, and adds its import. */
  runtime(name: RuntimeName): Code;
  /** Declares a module constant. Equal values share one constant. */
  constant(hint: string, value: Code): Code;
  /** Returns a variable name that is unique in the function. */
  variable(hint: string): Code;
  /** Records that the current function enforces a keyword. */
  markCovered(node: SchemaNode, keyword: string): void;
}

/** A keyword of a schema, and the value to validate. */
export interface KeywordContext {
  readonly emitter: EmitterApi;
  readonly node: SchemaNode;
  /** Value of the keyword, checked against the vocabulary. */
  readonly keywordValue: unknown;
  /** Expression of the value: free of side effects and narrowed to the instance type of the keyword. */
  readonly value: Code;
}

/** Context in a collector. The expressions are evaluated only if the value is invalid. */
export interface CollectContext extends KeywordContext {
  /** JSON Pointer of the value. */
  readonly path: Code;
  /** Name of the value in messages. */
  readonly subject: Code;
  readonly source: Code;
}

/** A step of a predicate: an expression that is true for invalid values, or statements that `return false`. */
export type Step = { readonly violation: Code; readonly statement?: never } | { readonly statement: Code; readonly violation?: never };

/** The emitter of a keyword: predicate steps and collector statements. */
export interface Keyword {
  readonly name: string;
  readonly instanceType: InstanceType;
  test(context: KeywordContext): readonly Step[];
  /** Emits statements that push issues to `out`. */
  collect(context: CollectContext): Code;
}

/** Defines a keyword from an expression that is true for invalid values, and a call that reports the issue. */
export function defineKeyword(
  name: string,
  instanceType: InstanceType,
  violation: (context: KeywordContext) => Code | undefined,
  report: (context: CollectContext) => Code,
): Keyword {
  return {
    name,
    instanceType,
    test: (context) => {
      const expression = violation(context);
      return expression ? [{ violation: expression }] : [];
    },
    collect: (context) => {
      const expression = violation(context);
      return expression ? code`if (${expression}) ${report(context)};` : code``;
    },
  };
}

/** Combines steps into one expression that is true for invalid values, or undefined if they need statements. */
export function asExpression(steps: readonly Step[]): Code | undefined {
  const violations = steps.map((step) => step.violation);
  return violations.every((violation) => violation !== undefined) ? or(violations) : undefined;
}

/** Converts steps to statements. Adjacent expressions share one condition. */
export function asStatements(steps: readonly Step[]): Code {
  const lines: Code[] = [];
  let violations: Code[] = [];
  const flush = (): void => {
    if (violations.length > 0) lines.push(code`if (${or(violations)}) return false;`);
    violations = [];
  };
  for (const step of steps) {
    if (step.violation) violations.push(step.violation);
    else {
      flush();
      lines.push(step.statement);
    }
  }
  flush();
  return join(lines, "\n");
}

function or(violations: readonly Code[]): Code {
  return violations.length === 0 ? code`false` : join(violations, " || ");
}
