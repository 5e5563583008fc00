import { escapeSegment } from "../../../src/core/pointer.js";
import { type Code, code, identifier, imported, join, literal, toIdentifierPart } from "../code.js";
import { isEnforced, KEYWORDS } from "../keywords/index.js";
import { asExpression, asStatements, type EmitterApi, type Keyword, type KeywordContext, type Step } from "../keywords/keyword.js";
import { RUNTIME, type RuntimeName } from "../keywords/runtime.js";
import { instanceTypeOf, isInstanceOf, typesOf, typeViolation } from "../keywords/type.js";
import type { InstanceType } from "../keywords/value-types.js";
import type { SchemaNode } from "../model/schema.js";
import { isSecret } from "../model/schema-children.js";
import { type Declaration, functionDeclaration } from "./file.js";
import { ModuleScope } from "./module-scope.js";
import { ISSUE, NO_ISSUES, OBJ } from "./symbols.js";

/** Names of the functions that enforce each keyword, by JSON Pointer of the keyword. */
export type Coverage = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Emits two functions per schema: a predicate that stops at the first violation, and a collector that reports all issues.
 * Object schemas have their own functions; other schemas are inlined.
 */
export class Emitter implements EmitterApi {
  private readonly scope = new ModuleScope([NO_ISSUES.text]);
  private readonly schemaNames = new Map<string, string>();
  private readonly coverageByPointer = new Map<string, Set<string>>();
  /** Names of the shared scalar collectors, by body. */
  private readonly scalarFunctions = new Map<string, string>();
  private currentFunction = "";

  /** Sets the name of a schema: the functions of `VideoConfig` are `matchesVideoConfig` and `collectVideoConfigIssues`. */
  name(node: SchemaNode, name: string): void {
    this.schemaNames.set(node.pointer, name);
    this.scope.reserve(name, collectorName(name));
  }

  /** Returns the name of the predicate of a schema, and emits it if necessary. */
  predicate(node: SchemaNode): Code {
    return this.define(predicateName(this.schemaName(node)), (value) => ({
      parameters: { v: code`unknown` },
      returnType: code`boolean`,
      body: code`${asStatements(this.predicateSteps(node, value))}\nreturn true;`,
    }));
  }

  /** Returns the name of the collector of a schema, and emits it if necessary. */
  collector(node: SchemaNode): Code {
    return this.define(collectorName(this.schemaName(node)), (value) => ({
      parameters: { v: code`unknown`, p: code`string`, out: code`${ISSUE}[]` },
      returnType: code`void`,
      body: this.collectStatements(node, value, code`p`, {}),
    }));
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

  /** Emits statements that collect all issues of a value. */
  report(node: SchemaNode, value: Code, path: Code): Code {
    return needsFunction(node) ? code`${this.collector(node)}(${value}, ${path}, out);` : this.collectStatements(node, value, path, {});
  }

  /** Returns the collector of a scalar. Scalars with the same constraints share one, which is called only for invalid values. */
  scalarCollector(node: SchemaNode, optional: boolean): Code | undefined {
    const types = typesOf(node);
    if (!types || [...node.keywords.keys()].some(hasSubschemas) || types.some((type) => type === "object" || type === "array"))
      return undefined;
    const overrides = { subject: code`n`, source: code`s` };
    const report = this.collectStatements(node, code`x`, code`p`, overrides);
    const isNull = code`if (x === null) ${this.runtime("reportNull")}(out, p, n, ${literal(types.join(" or "))}, s);`;
    const body = optional && !types.includes("null") ? code`${isNull}\nelse {\n${report}\n}` : report;
    const label = types.map((type) => type[0]?.toUpperCase() + type.slice(1)).join("Or");
    const name = this.scalarFunctions.get(body.text) ?? this.scope.uniqueName(collectorName(label));
    this.scalarFunctions.set(body.text, name);
    const parameters = { x: code`unknown`, p: code`string`, n: code`string`, out: code`${ISSUE}[]`, s: code`string` };
    this.scope.define(name, () => functionDeclaration({ name, parameters, returnType: code`void`, body }));
    const outer = this.currentFunction;
    this.currentFunction = name;
    for (const keyword of node.keywords.keys()) this.markCovered(node, keyword);
    this.currentFunction = outer;
    return identifier(name);
  }

  /** Returns the name of a function in `src`. */
  runtime(name: RuntimeName): Code {
    return imported(name, RUNTIME[name]);
  }

  /** Declares a module constant. Equal values share one constant. */
  constant(hint: string, value: Code): Code {
    return this.scope.constant(hint, value);
  }

  /** Returns the constant with the documentation source of a schema. */
  source(node: SchemaNode): Code {
    return this.constant(node.source, literal(node.source));
  }

  /** Returns a variable name that is unique in the function. */
  variable(hint: string): Code {
    return this.scope.variable(hint);
  }

  /** Records that the current function enforces a keyword. */
  markCovered(node: SchemaNode, keyword: string): void {
    const pointer = `${node.pointer}/${escapeSegment(keyword)}`;
    const functions = this.coverageByPointer.get(pointer) ?? new Set();
    this.coverageByPointer.set(pointer, functions.add(this.currentFunction));
  }

  acceptsEverything(node: SchemaNode): boolean {
    return node.always ?? ![...node.keywords.keys()].some((keyword) => keyword !== "x-validations" && isEnforced(keyword));
  }

  /** Returns the emitted constants and functions. */
  declarations(): Declaration[] {
    return this.scope.declarations();
  }

  coverage(): Coverage {
    return this.coverageByPointer;
  }

  private define(name: string, create: (value: Code) => Omit<Parameters<typeof functionDeclaration>[0], "name">): Code {
    return this.scope.define(name, () => {
      const outer = this.currentFunction;
      this.currentFunction = name;
      const declaration = functionDeclaration({ name, ...create(code`v`) });
      this.currentFunction = outer;
      return declaration;
    });
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
        const found = inner(value);
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

  private collectStatements(node: SchemaNode, value: Code, path: Code, overrides: { subject?: Code; source?: Code }): Code {
    const source = overrides.source ?? this.source(node);
    const subject = overrides.subject ?? code`${this.runtime("locationLabel")}(${path})`;
    if (node.always !== undefined) return node.always ? code`` : code`${this.runtime("reportFalseSchema")}(out, ${path}, ${source});`;
    const types = typesOf(node);
    const parts: Code[] = [];
    for (const [group, keywords] of this.keywordsByInstanceType(node)) {
      const typeIsKnown = group === "any" || (types?.length === 1 && types[0] !== undefined && instanceTypeOf(types[0]) === group);
      const scope = group === "object" ? this.variable("o") : value;
      const found = keywords
        .map(([keyword, context]) => keyword.collect?.({ ...context, value: scope, path, subject, source }) ?? code``)
        .filter((part) => part.text !== "");
      if (found.length === 0) continue;
      if (group === "object") found.unshift(code`const ${scope} = ${value} as ${OBJ};`);
      if (typeIsKnown) parts.push(...found);
      else parts.push(code`if (${isInstanceOf(group, value)}) {\n${found}\n}`);
    }
    if (!types) return join(parts, "\n");
    this.markCovered(node, "type");
    const report = code`${this.runtime(isSecret(node) ? "reportSecretType" : "reportType")}(out, ${path}, ${subject}, ${value}, ${literal(types.join(" or "))}, ${source});`;
    const condition = code`if (${typeViolation(node, types, value, true)}) ${report}`;
    return parts.length === 0 ? condition : code`${condition}\nelse {\n${parts}\n}`;
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

const predicateName = (schema: string): string => `matches${schema}`;
const collectorName = (schema: string): string => `collect${schema}Issues`;

/** Returns true for object schemas with object keywords, which are not inlined. */
function needsFunction(node: SchemaNode): boolean {
  const types = typesOf(node);
  return (
    types?.includes("object") === true && [...node.keywords.keys()].some((keyword) => KEYWORDS.get(keyword)?.instanceType === "object")
  );
}

/** Returns true if a keyword has subschemas, which a scalar does not need. */
function hasSubschemas(keyword: string): boolean {
  const { role, valueType } = KEYWORDS.get(keyword) ?? {};
  return role === "applicator" || valueType === "schemas-by-name";
}

/** Returns true if `enum` or `const` already rejects values of other types. */
function enumImpliesType(node: SchemaNode, types: readonly string[]): boolean {
  const listed = node.keywords.has("const") ? [node.keywords.get("const")] : (node.keywords.get("enum") as readonly unknown[] | undefined);
  return (
    listed?.every((value) => !Array.isArray(value) && types.some((type) => type === (value === null ? "null" : typeof value))) ?? false
  );
}
