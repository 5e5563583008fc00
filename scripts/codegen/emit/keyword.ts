import type { SchemaNode } from "../model/schema.js";
import { type Code, code, join } from "./code.js";
import type { RuntimeName } from "./runtime-imports.js";

/** The instances that a keyword speaks of; it holds for all others. */
export type Applies = "number" | "string" | "array" | "object" | "any";

/** What a keyword may ask of the emitter that calls it. */
export interface Asking {
  /** Name of the predicate of a schema. */
  holds(node: SchemaNode): Code;
  /** Name of the collector of a schema. */
  collector(node: SchemaNode): Code;
  /** Steps that find out whether a value is at fault. */
  test(node: SchemaNode, value: Code): readonly Step[];
  /** An expression that is true when the value is at fault. */
  fault(node: SchemaNode, value: Code): Code;
  /** Statements that report every fault of a value. */
  report(node: SchemaNode, value: Code, path: Code): Code;
  /** Name of a function that reports every fault of a scalar, `(value, path, subject, out, source)`; undefined for what is no scalar. */
  scalar(node: SchemaNode, optional: boolean): Code | undefined;
  /** The constant that says where a schema is documented. */
  source(node: SchemaNode): Code;
  /** A name of the runtime; the import follows from it. */
  runtime(name: RuntimeName): Code;
  /** A module constant; equal values share one. */
  constant(hint: string, value: Code): Code;
  /** A variable that no other one hides. */
  variable(hint: string): Code;
  /** Notes that the function being emitted enforces a keyword. */
  cover(node: SchemaNode, keyword: string): void;
}

/** One keyword at one schema, and the value it is asked about. */
export interface Use {
  readonly emitter: Asking;
  readonly node: SchemaNode;
  /** Parameter of the keyword, of the shape that the vocabulary demands. */
  readonly parameter: unknown;
  /** The value: an expression without effects, already narrowed to what the keyword applies to. */
  readonly value: Code;
}

/** The same in a collector: the JSON Pointer of the value and the documented source, as expressions evaluated only for a fault. */
export interface CollectUse extends Use {
  readonly path: Code;
  /** What the value is called in a message. */
  readonly subject: Code;
  readonly source: Code;
}

/** One step of a predicate: an expression that is true for a fault, or statements that `return false`. */
export type Step = { readonly fault: Code; readonly statement?: never } | { readonly statement: Code; readonly fault?: never };

/** One keyword of JSON Schema: what it applies to, its steps in the predicate, its report in the collector. */
export interface Keyword {
  readonly name: string;
  readonly applies: Applies;
  test(use: Use): readonly Step[];
  /** Statements that push issues to `out`. */
  collect(use: CollectUse): Code;
}

/** A keyword that is one expression, true for a fault, and one call that reports it. */
export function simple(name: string, applies: Applies, fault: (use: Use) => Code | undefined, report: (use: CollectUse) => Code): Keyword {
  return {
    name,
    applies,
    test: (use) => {
      const expression = fault(use);
      return expression ? [{ fault: expression }] : [];
    },
    collect: (use) => {
      const expression = fault(use);
      return expression ? code`if (${expression}) ${report(use)};` : code``;
    },
  };
}

/** The steps as one expression that is true for a fault; undefined if they need statements. */
export function asExpression(steps: readonly Step[]): Code | undefined {
  const faults = steps.map((step) => step.fault);
  return faults.every((fault) => fault !== undefined) ? either(faults) : undefined;
}

/** The steps as statements, neighbouring faults in one condition. */
export function asStatements(steps: readonly Step[]): Code {
  const lines: Code[] = [];
  let faults: Code[] = [];
  const flush = (): void => {
    if (faults.length > 0) lines.push(code`if (${either(faults)}) return false;`);
    faults = [];
  };
  for (const step of steps) {
    if (step.fault) faults.push(step.fault);
    else {
      flush();
      lines.push(step.statement);
    }
  }
  flush();
  return join(lines, "\n");
}

function either(faults: readonly Code[]): Code {
  return faults.length === 0 ? code`false` : join(faults, " || ");
}
