import { escapeSegment } from "../../../src/core/pointer.js";
import { type Code, code, identifier, list, literal, toIdentifierPart } from "../code.js";
import { isEnforced, KEYWORDS } from "../keywords/index.js";
import {
  asExpression,
  asStatements,
  type EmitterApi,
  isAppliedInPlace,
  type Keyword,
  type KeywordContext,
  type Step,
} from "../keywords/keyword.js";
import { KEYWORD_LIST, NO_ISSUES, OBJ, runtime } from "../keywords/runtime.js";
import { instanceTypeOf, isInstanceOf, typesOf, typeViolation } from "../keywords/type.js";
import type { InstanceType } from "../keywords/value-types.js";
import type { SchemaNode } from "../model/schema.js";
import { isSecret } from "../model/schema-children.js";
import { constDeclaration, functionDeclaration } from "./file.js";
import { ModuleScope } from "./module-scope.js";

/** Names of the functions that enforce each keyword, by JSON Pointer of the keyword. */
export type Coverage = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Emits a predicate per schema, which stops at the first violation, and a table of its keywords, from which all issues are reported.
 * Object schemas have their own predicates, and targets of references their own tables; other schemas are inlined.
 */
export class Emitter implements EmitterApi {
  private readonly scope = new ModuleScope([NO_ISSUES.text]);
  private readonly schemaNames = new Map<string, string>();
  private readonly coverageByPointer = new Map<string, Set<string>>();
  /** Tables by name, in the order in which they are complete; undefined while a table is emitted. */
  private readonly tables = new Map<string, Code | undefined>();
  /** Tables that are created after the current one, so that a long chain of schemas does not overflow the stack. */
  private readonly laterTables = new Map<string, SchemaNode>();
  private nesting = 0;
  private current = "";

  /** Sets the name of a schema: the predicate of `VideoConfig` is `matchesVideoConfig`, its table `VideoConfigKeywords`. */
  name(node: SchemaNode, name: string): void {
    this.schemaNames.set(node.pointer, name);
    this.scope.reserve(name, tableName(name));
  }

  /** Returns the name of the predicate of a schema, and emits it if necessary. */
  predicate(node: SchemaNode): Code {
    return this.define(predicateName(this.schemaName(node)), (value) => ({
      parameters: { v: code`unknown` },
      returnType: code`boolean`,
      body: code`${asStatements(this.predicateSteps(node, value))}\nreturn true;`,
    }));
  }

  /** Returns the name of the table of a schema, and emits it if necessary. */
  table(node: SchemaNode): Code {
    const name = tableName(this.schemaName(node));
    if (!this.tables.has(name)) {
      this.tables.set(name, undefined);
      if (this.nesting < MAX_NESTING) this.createTable(name, node);
      else this.laterTables.set(name, node);
      if (this.nesting === 0) for (const [later, target] of this.laterTables) this.createTable(later, target);
    }
    return identifier(name);
  }

  private createTable(name: string, node: SchemaNode): void {
    this.laterTables.delete(name);
    this.nesting++;
    const value = this.within(name, () => this.keywordList(node, ""));
    this.nesting--;
    // A table follows those that it contains.
    this.tables.delete(name);
    this.tables.set(name, constDeclaration({ name, type: KEYWORD_LIST, value }));
  }

  /** Emits the keywords of a subschema: the table of its target, if it only is a reference to a schema that precedes it. */
  keywords(node: SchemaNode, source: string): Code {
    const { target } = node;
    if (target && !this.acceptsEverything(target) && [...node.keywords.keys()].filter(isValidated).length === 1) {
      this.markCovered(node, "$ref");
      const table = this.table(target);
      if (this.tables.get(table.text)) return table;
    }
    return this.keywordList(node, source);
  }

  /** Emits the predicate steps for a value. Object schemas are validated by their own function. */
  test(node: SchemaNode, value: Code): readonly Step[] {
    return needsFunction(node) ? [{ violation: code`!${this.predicate(node)}(${value})` }] : this.predicateSteps(node, value);
  }

  /** Emits an expression that is true if the value is invalid. */
  violation(node: SchemaNode, value: Code): Code {
    const expression = asExpression(this.test(node, value));
    return expression ? code`(${expression})` : code`!${this.predicate(node)}(${value})`;
  }

  /** Declares a module constant. Equal values share one constant. */
  constant(hint: string, value: Code): Code {
    return this.scope.constant(hint, value);
  }

  /** Returns a variable name that is unique in the function. */
  variable(hint: string): Code {
    return this.scope.variable(hint);
  }

  /** Records that the current function or table enforces a keyword. */
  markCovered(node: SchemaNode, keyword: string): void {
    const pointer = `${node.pointer}/${escapeSegment(keyword)}`;
    const functions = this.coverageByPointer.get(pointer) ?? new Set();
    this.coverageByPointer.set(pointer, functions.add(this.current));
  }

  acceptsEverything(node: SchemaNode): boolean {
    return node.always ?? ![...node.keywords.keys()].some(isValidated);
  }

  /** Returns the emitted constants and functions. */
  declarations(): Code[] {
    return [...this.scope.declarations(), ...[...this.tables.values()].filter((declaration) => declaration !== undefined)];
  }

  coverage(): Coverage {
    return this.coverageByPointer;
  }

  private define(name: string, create: (value: Code) => Omit<Parameters<typeof functionDeclaration>[0], "name">): Code {
    return this.scope.define(name, () => functionDeclaration({ name, ...this.within(name, () => create(code`v`)) }));
  }

  /** Emits the function or table with the given name. */
  private within<T>(name: string, create: () => T): T {
    const outer = this.current;
    this.current = name;
    const result = create();
    this.current = outer;
    return result;
  }

  /** Returns the name of a schema: its own, or one below the nearest named ancestor. */
  private schemaName(node: SchemaNode): string {
    const known = this.schemaNames.get(node.pointer);
    if (known) return known;
    let ancestor = node.pointer;
    while (ancestor !== "" && !this.schemaNames.has(ancestor)) ancestor = ancestor.slice(0, ancestor.lastIndexOf("/"));
    const rest = node.pointer.slice(this.schemaNames.has(ancestor) ? ancestor.length : 0);
    const label = toIdentifierPart(rest.replaceAll("/properties/", "/"));
    const name = this.scope.uniqueName(`${this.schemaNames.get(ancestor) ?? ""}_${label}`);
    this.schemaNames.set(node.pointer, name);
    return name;
  }

  private predicateSteps(node: SchemaNode, value: Code): readonly Step[] {
    if (node.always !== undefined) return node.always ? [] : [{ violation: code`true` }];
    const types = typesOf(node);
    const steps: Step[] = [];
    if (types) {
      this.markCovered(node, "type");
      if (!enumImpliesType(node, types)) steps.push({ violation: typeViolation(node, types, value, types.length > 1) });
    }
    for (const [group, keywords] of this.keywordsByInstanceType(node)) {
      const typeIsKnown = group === "any" || (types?.length === 1 && types[0] !== undefined && instanceTypeOf(types[0]) === group);
      const inner = (scope: Code): Step[] => keywords.flatMap(([keyword, context]) => keyword.test?.({ ...context, value: scope }) ?? []);
      if (group !== "object") {
        const found = inner(this.viewOf(node, group, value));
        const expression = found.length > 0 ? asExpression(found) : undefined;
        if (typeIsKnown) steps.push(...found);
        else if (expression) steps.push({ violation: code`(${isInstanceOf(group, value)} && (${expression}))` });
        else if (found.length > 0) steps.push({ statement: code`if (${isInstanceOf(group, value)}) {\n${asStatements(found)}\n}` });
        continue;
      }
      const scope = this.variable("o");
      const found = inner(scope);
      if (found.length === 0) continue;
      const view = code`const ${scope} = ${value} as ${OBJ};`;
      if (typeIsKnown) steps.push({ statement: view }, ...found);
      else steps.push({ statement: code`if (${isInstanceOf(group, value)}) {\n${view}\n${asStatements(found)}\n}` });
    }
    return steps;
  }

  /**
   * Returns the value as the instance type of the keywords. TypeScript rejects a read if another check of the same value has excluded
   * this type.
   */
  private viewOf(node: SchemaNode, group: Exclude<InstanceType, "object">, value: Code): Code {
    if (group === "any" || !(isAppliedInPlace(node) || node.keywords.has("enum") || node.keywords.has("const"))) return value;
    return code`(${value} as unknown as ${VIEW_TYPES[group]})`;
  }

  private keywordList(node: SchemaNode, source: string): Code {
    const entries: Code[] = node.source === source ? [] : [literal(node.source)];
    if (node.always === false) entries.push(code`${runtime("reportFalseSchema")}, 0`);
    const types = typesOf(node);
    if (types) {
      this.markCovered(node, "type");
      const name = isSecret(node) ? "reportSecretType" : "reportType";
      entries.push(code`${runtime(name)}, ${literal(types.join(" or "))}`);
    }
    for (const [keyword, context] of this.keywordsByInstanceType(node).flatMap(([, keywords]) => keywords)) {
      const report = keyword.report?.(context);
      if (report) entries.push(code`${runtime(report.name)}, ${report.expected}`);
    }
    return list(entries);
  }

  /** Groups the keywords of a schema by instance type. Skips keywords that cannot apply to the types of the schema. */
  private keywordsByInstanceType(node: SchemaNode): [InstanceType, [Keyword, KeywordContext][]][] {
    const types = typesOf(node)?.map(instanceTypeOf);
    const groups = new Map<InstanceType, [Keyword, KeywordContext][]>();
    for (const keyword of KEYWORDS.values()) {
      if (!node.keywords.has(keyword.name) || !(keyword.test || keyword.enforcedBy)) continue;
      this.markCovered(node, keyword.name);
      if (types && keyword.instanceType !== "any" && !types.includes(keyword.instanceType)) continue;
      const context: KeywordContext = { emitter: this, node, keywordValue: node.keywords.get(keyword.name), value: code`v` };
      groups.set(keyword.instanceType, [...(groups.get(keyword.instanceType) ?? []), [keyword, context]]);
    }
    return [...groups];
  }
}

const VIEW_TYPES = { string: code`string`, number: code`number`, array: code`unknown[]` };

/** Number of tables that are created while another one is created. */
const MAX_NESTING = 100;

const predicateName = (schema: string): string => `matches${schema}`;
const tableName = (schema: string): string => `${schema}Keywords`;

/** Returns true if the schema, not a rule, enforces a keyword. */
const isValidated = (keyword: string): boolean => keyword !== "x-validations" && isEnforced(keyword);

/** Returns true for object schemas with object keywords, which are not inlined. */
function needsFunction(node: SchemaNode): boolean {
  const types = typesOf(node);
  return (
    types?.includes("object") === true && [...node.keywords.keys()].some((keyword) => KEYWORDS.get(keyword)?.instanceType === "object")
  );
}

/** Returns true if `enum` or `const` already rejects values of other types. */
function enumImpliesType(node: SchemaNode, types: readonly string[]): boolean {
  const listed = node.keywords.has("const") ? [node.keywords.get("const")] : (node.keywords.get("enum") as readonly unknown[] | undefined);
  return listed?.every((value) => types.some((type) => type === (value === null ? "null" : typeof value))) ?? false;
}
