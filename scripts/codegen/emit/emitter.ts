import { escapeSegment } from "../../../src/core/pointer.js";
import { type Code, code, identifier, join, literal, toIdentifierPart } from "../code.js";
import { isEnforced, KEYWORDS } from "../keywords/index.js";
import { asExpression, asStatements, type EmitterApi, type Keyword, type KeywordContext, type Step } from "../keywords/keyword.js";
import { RUNTIME, type RuntimeName } from "../keywords/runtime.js";
import { instanceTypeOf, isInstanceOf, typesOf, typeViolation } from "../keywords/type.js";
import type { InstanceType } from "../keywords/value-types.js";
import type { SchemaNode } from "../model/schema.js";
import { isSecret } from "../model/schema-children.js";

/** Names of the functions that enforce each keyword, by JSON Pointer of the keyword. */
export type Coverage = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Emits two functions per schema: a predicate that stops at the first violation, and a collector that reports all issues.
 * Object schemas have their own functions; other schemas are inlined.
 */
export class Emitter implements EmitterApi {
  private readonly functions = new Map<string, Code>();
  private readonly constants = new Map<string, { name: Code; value: Code }>();
  private readonly schemaNames = new Map<string, string>();
  /** Names of constants and functions. Contains the uppercase import, which a constant must not shadow. */
  private readonly usedNames = new Set<string>(["NO_ISSUES"]);
  private readonly used = new Set<RuntimeName>();
  private readonly coverageByPointer = new Map<string, Set<string>>();
  /** Names of the shared scalar collectors, by body. */
  private readonly scalarFunctions = new Map<string, string>();
  private currentFunction = "";
  private counter = 0;

  /** Sets the name of a schema: the functions of `VideoConfig` are `matchesVideoConfig` and `collectVideoConfigIssues`. */
  name(node: SchemaNode, name: string): void {
    this.schemaNames.set(node.pointer, name);
    this.usedNames.add(name).add(collectorName(name));
  }

  /** Returns the name of the predicate of a schema, and emits it if necessary. */
  predicate(node: SchemaNode): Code {
    return this.define(
      predicateName,
      node,
      (value) => code`(${value}: unknown): boolean {\n${asStatements(this.predicateSteps(node, value))}\nreturn true;\n}`,
    );
  }

  /** Returns the name of the collector of a schema, and emits it if necessary. */
  collector(node: SchemaNode): Code {
    const path = code`p`;
    return this.define(
      collectorName,
      node,
      (value) => code`(${value}: unknown, p: string, out: Issue[]): void {\n${this.collectStatements(node, value, path, {})}\n}`,
    );
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
    const known =
      this.scalarFunctions.get(body.text) ??
      this.uniqueName(collectorName(types.map((type) => type[0]?.toUpperCase() + type.slice(1)).join("Or")));
    this.scalarFunctions.set(body.text, known);
    this.functions.set(
      known,
      code`function ${identifier(known)}(x: unknown, p: string, n: string, out: Issue[], s: string): void {\n${body}\n}`,
    );
    const outer = this.currentFunction;
    this.currentFunction = known;
    for (const keyword of node.keywords.keys()) this.markCovered(node, keyword);
    this.currentFunction = outer;
    return identifier(known);
  }

  /** Returns the name of a function in `src`, and adds its import. */
  runtime(name: RuntimeName): Code {
    this.used.add(name);
    return identifier(name);
  }

  /** Declares a module constant. Equal values share one constant. */
  constant(hint: string, value: Code): Code {
    const known = this.constants.get(value.text);
    if (known) return known.name;
    const name = identifier(
      this.uniqueName(
        toIdentifierPart(hint)
          .toUpperCase()
          .replace(/^(?=\d)/, "_"),
      ),
    );
    this.constants.set(value.text, { name, value });
    return name;
  }

  /** Returns the constant with the documentation source of a schema. */
  source(node: SchemaNode): Code {
    return this.constant(node.source, literal(node.source));
  }

  /** Returns a variable name that is unique in the function. */
  variable(hint: string): Code {
    this.counter++;
    return identifier(`${hint}${this.counter}`);
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

  /** Returns the emitted constants, then the functions in order of first use. */
  statements(): Code[] {
    const constants = [...this.constants.values()].map(({ name, value }) => code`const ${name} = ${value};`);
    return [...constants, ...this.functions.values()];
  }

  imports(): ReadonlyMap<string, readonly string[]> {
    const modules = new Map<string, string[]>();
    for (const name of [...this.used].sort()) modules.set(RUNTIME[name], [...(modules.get(RUNTIME[name]) ?? []), name]);
    return modules;
  }

  coverage(): Coverage {
    return this.coverageByPointer;
  }

  private define(nameOf: (schema: string) => string, node: SchemaNode, body: (value: Code) => Code): Code {
    const name = nameOf(this.schemaName(node));
    if (!this.functions.has(name)) {
      this.functions.set(name, code``);
      const outer = [this.currentFunction, this.counter] as const;
      this.currentFunction = name;
      this.counter = 0;
      this.functions.set(name, code`function ${identifier(name)}${body(code`v`)}`);
      [this.currentFunction, this.counter] = outer;
    }
    return identifier(name);
  }

  private schemaName(node: SchemaNode): string {
    const known = this.schemaNames.get(node.pointer);
    if (known) return known;
    const parent = [...this.schemaNames]
      .filter(([pointer]) => node.pointer.startsWith(`${pointer}/`))
      .sort((a, b) => b[0].length - a[0].length)[0];
    const rest = parent ? node.pointer.slice(parent[0].length) : node.pointer;
    const name = this.uniqueName(`${parent?.[1] ?? ""}_${toIdentifierPart(rest.replaceAll("/properties/", "/"))}`);
    this.schemaNames.set(node.pointer, name);
    return name;
  }

  private uniqueName(expected: string): string {
    let name = expected;
    for (let i = 2; this.usedNames.has(name); i++) name = `${expected}_${i}`;
    this.usedNames.add(name);
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
      const view = code`const ${scope} = ${value} as Obj;`;
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
      if (group === "object") found.unshift(code`const ${scope} = ${value} as Obj;`);
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
