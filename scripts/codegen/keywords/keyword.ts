import { type Code, code, join, list, literal } from "../code.js";
import type { RuntimeName } from "./runtime.js";
import type { InstanceType, KeywordValueType } from "./value-types.js";

/** A schema whose keywords are known and valid. References between schemas form a graph. */
export interface SchemaNode {
  /** JSON Pointer from the document root, without `#`. */
  readonly pointer: string;
  /** Value of a boolean schema; undefined for object schemas. */
  readonly always: boolean | undefined;
  /** Keyword values in document order. */
  readonly keywords: ReadonlyMap<string, unknown>;
  /** Documentation source: `Table 9` (`x-table`) or the text of `x-source`; inherited from the enclosing schema. */
  readonly source: string;
  /** Returns the subschema of an applicator, by name or index if it has several. */
  child(keyword: string, key?: string | number): SchemaNode;
  /** Target of `$ref`. */
  readonly target: SchemaNode | undefined;
  /** Removes the target of a reference that is part of a cycle. */
  removeTarget?(): void;
}

/**
 * How a keyword is compiled: an `assertion` becomes a check, an `applicator` applies the checks of its subschemas,
 * an `annotation` is not enforced, and an `unsupported` keyword is a diagnostic.
 */
export type KeywordRole = "assertion" | "applicator" | "annotation" | "unsupported";

/** A schema keyword: the only place that describes it. */
export interface Keyword {
  readonly name: string;
  readonly role: KeywordRole;
  readonly valueType: KeywordValueType;
  /** Section of JSON Schema 2020-12 (Core or Validation), an earlier draft, OpenAPI or this project (`x-` keywords). */
  readonly section: string;
  /** For unsupported keywords: the replacement. */
  readonly fix?: string;
  readonly instanceType: InstanceType;
  /** What the subschemas of an applicator apply to. Subschemas of other keywords are not enforced. */
  readonly subschemas?: SubschemaRole;
  /** The keyword whose code enforces this one. Without that keyword this one has no effect. */
  readonly enforcedBy?: string;
  /** Emits the predicate steps. */
  test?(context: KeywordContext): readonly Step[];
  /** Emits the function that reports the issues of this keyword and its argument, or undefined if every value is valid. */
  report?(context: KeywordContext): Report | undefined;
}

export interface SubschemaRole {
  /** The value itself, or its elements, properties or property names. */
  readonly applyTo: "value" | "child";
  /** Whether invalid subschemas report issues of their own. Without them only their predicates are used. */
  readonly issues: "own" | "none";
  /** True if the subschema applies to some values only, and constrains properties that are defined elsewhere. */
  readonly conditional?: boolean;
}

/** A function of `src` that reports the issues of a keyword, and its argument. */
export interface Report {
  readonly name: RuntimeName;
  readonly expected: Code;
}

/** An applicator that emits code. */
export type Applicator = Omit<Keyword, "role"> & Required<Pick<Keyword, "subschemas" | "test" | "report">>;

/** The part of the emitter that keywords use. */
export interface EmitterApi {
  /** Returns the name of the predicate of a schema. */
  predicate(node: SchemaNode): Code;
  /** Returns the name of the constant with the keywords of a schema. */
  table(node: SchemaNode): Code;
  /** Emits the keywords of a subschema. `source` is that of the enclosing schema. */
  keywords(node: SchemaNode, source: string): Code;
  /** Emits the predicate steps for a value. */
  test(node: SchemaNode, value: Code): readonly Step[];
  /** Emits an expression that is true if the value is invalid. */
  violation(node: SchemaNode, value: Code): Code;
  /** Declares a module constant. Equal values share one constant. */
  constant(hint: string, value: Code): Code;
  /** Returns a variable name that is unique in the function. */
  variable(hint: string): Code;
  /** Returns true if a schema accepts every value, such as a schema that only contains rules. */
  acceptsEverything(node: SchemaNode): boolean;
  /** Records that the current function enforces a keyword. */
  markCovered(node: SchemaNode, keyword: string): void;
}

/** A keyword of a schema, and the value to validate. */
export interface KeywordContext {
  readonly emitter: EmitterApi;
  readonly node: SchemaNode;
  /** Value of the keyword, of the value type of the keyword. */
  readonly keywordValue: unknown;
  /** Expression of the value: free of side effects and narrowed to the instance type of the keyword. */
  readonly value: Code;
}

/** A step of a predicate: an expression that is true for invalid values, or statements that `return false`. */
export type Step = { readonly violation: Code; readonly statement?: never } | { readonly statement: Code; readonly violation?: never };

/** Defines a check from an expression that is true for invalid values. A function in `report` gets the value of the keyword. */
export function assertion(
  spec: Pick<Keyword, "name" | "section" | "valueType" | "instanceType"> & {
    violation: (context: KeywordContext) => Code | undefined;
    report: RuntimeName | ((context: KeywordContext) => Report | undefined);
  },
): Keyword {
  const { violation, report, section, ...facts } = spec;
  return {
    ...facts,
    role: "assertion",
    section: `Validation ${section}`,
    test: (context) => asSteps(violation(context)),
    report: typeof report === "string" ? ({ keywordValue }) => ({ name: report, expected: literal(keywordValue) }) : report,
  };
}

/** Defines a keyword that applies subschemas. */
export function applicator(spec: Applicator): Keyword {
  return { ...spec, role: "applicator", section: `Core ${spec.section}` };
}

/** Emits the keywords of a subschema. */
export function subschema({ emitter, node }: KeywordContext, keyword: string, key?: string | number): Code {
  return emitter.keywords(node.child(keyword, key), node.source);
}

/** Emits the list of the keywords of each subschema in an array. */
export function subschemaList(context: KeywordContext, keyword: string): Code {
  return list((context.keywordValue as unknown[]).map((_, i) => subschema(context, keyword, i)));
}

/** Returns true if a list of keywords is empty: the schema accepts every value. */
export function isEmptyList({ text }: Code): boolean {
  return text === "[]";
}

/** Emits a list of `[name, keywords]` for the subschemas in an object. */
export function subschemaEntries(context: KeywordContext, keyword: string): Code {
  const names = Object.keys(context.keywordValue as object);
  return list(names.map((name) => list([literal(name), subschema(context, keyword, name)])));
}

/** Converts an expression that is true for invalid values to steps. */
export function asSteps(violation: Code | undefined): readonly Step[] {
  return violation ? [{ violation }] : [];
}

/** Combines steps into one expression that is true for invalid values, or undefined if they need statements. */
export function asExpression(steps: readonly Step[]): Code | undefined {
  const violations = steps.map((step) => step.violation);
  return violations.every((violation) => violation !== undefined) ? or(violations) : undefined;
}

/** Returns true for a subschema that applies to the same value as its parent. */
export function isAppliedInPlace({ pointer }: SchemaNode): boolean {
  return /\/(?:(?:allOf|anyOf|oneOf)\/\d+|not|if|then|else|dependentSchemas\/[^/]*)$/.test(pointer);
}

/** Converts steps to statements. Adjacent expressions share one condition. */
export function asStatements(steps: readonly Step[]): Code {
  const lines: Code[] = [];
  let violations: Code[] = [];
  const flush = (): void => {
    if (violations.length > 0) lines.push(code`if (${or(violations)}) return false;`);
    violations = [];
  };
  // TypeScript does not narrow the types of values in code that is never reached.
  const last = steps.findIndex(({ violation }) => violation?.text === "true");
  for (const step of last === -1 ? steps : steps.slice(0, last + 1)) {
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
  if (violations.length === 0) return code`false`;
  return violations.find(({ text }) => text === "true") ?? join(violations, " || ");
}
