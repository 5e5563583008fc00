import { escapeSegment } from "../../../../src/core/pointer.js";
import { typeOfSchema } from "../../cel/type.js";
import { type Code, code, identifier, imported, importedType, join, literal, readProperty, toIdentifierPart } from "../../code.js";
import { FAILED_PATHS, ISSUE, OBJ, runtime } from "../../keywords/runtime.js";
import type { Contract } from "../../model/contract.js";
import { readRules } from "../../model/rule-spec.js";
import type { SchemaNode } from "../../model/schema.js";
import { hasRules, subschemasOf } from "../../model/schema-children.js";
import { constDeclaration, functionDeclaration, type GeneratedFile } from "../file.js";
import { ModuleScope } from "../module-scope.js";
import type { NamedSchema } from "../validators.js";
import { compileRule, type RuleModule } from "./compile.js";
import { typeCode } from "./expression.js";

/** The functions that evaluate each rule, by rule ID. */
export type RuleCoverage = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Emits `generated/rules.ts` (rules of each schema and its descendants), `generated/rule-ids.ts` and `generated/checks.ts` (schema and
 * rules, and Standard Schemas).
 */
export function emitRuleModules(
  contract: Contract,
  schemas: readonly NamedSchema[],
): {
  files: GeneratedFile[];
  coverage: RuleCoverage;
  reads: RuleCoverage;
  triggersOf: (node: SchemaNode) => readonly string[] | undefined;
} {
  const writer = new RuleWriter(contract, schemas);
  const schemasWithRules = schemas.filter(({ node }) => hasRules(node));
  const exported = schemasWithRules.map((schema) => writer.checkWithRules(schema));
  const record = join(
    schemas.map(({ name }) => code`${literal(name)}: ${identifier(`check${name}`)}`),
    ", ",
  );
  const rules: GeneratedFile = {
    name: "rules.ts",
    purpose: "Rules (x-validations) of each schema.",
    declarations: [...exported, ...writer.declarations()],
  };
  const checks: GeneratedFile = {
    name: "checks.ts",
    purpose: "Validation against the schema and the rules (x-validations).",
    declarations: [
      ...schemas.flatMap(checkExports),
      constDeclaration({ name: "checks", isExported: true, docs: ["All checks by schema name."], value: code`{ ${record} } as const` }),
    ],
  };
  const ids: GeneratedFile = {
    name: "rule-ids.ts",
    purpose: "IDs of the rules (x-validations).",
    declarations: [
      constDeclaration({
        name: "ruleIds",
        isExported: true,
        docs: ["The ID of every rule of the contract."],
        type: code`readonly string[]`,
        value: literal([...writer.coverage.keys()]),
      }),
    ],
  };
  const triggersOf = (node: SchemaNode) => writer.triggersOf(node);
  const files = schemasWithRules.length > 0 ? [rules, ids, checks] : [checks];
  return { coverage: writer.coverage, reads: writer.reads, triggersOf, files };
}

function checkExports({ name, node, kind }: NamedSchema): Code[] {
  const check = `check${name}`;
  const issues = code`${imported(`validate${name}`, kind === "component" ? "./validators" : "./parameters")}(value)`;
  const result = hasRules(node) ? code`${imported(`check${name}WithRules`, "./rules")}(value, ${issues})` : issues;
  return [
    functionDeclaration({
      name: check,
      isExported: true,
      docs: [`Validates a value as ${name} (${node.source}): schema first, then rules. Never throws.`],
      parameters: { value: code`unknown` },
      returnType: code`readonly ${ISSUE}[]`,
      body: code`return ${result};`,
    }),
    constDeclaration({
      name: `${name[0]?.toLowerCase()}${name.slice(1)}Schema`,
      isExported: true,
      docs: [`Standard Schema for ${name}. Warnings do not fail validation.`],
      type: code`${importedType("StandardSchema", "validation/standard-schema")}<${importedType(name, "./types")}>`,
      value: code`/* @__PURE__ */ ${imported("standardSchema", "validation/standard-schema")}(${identifier(check)})`,
    }),
  ];
}

class RuleWriter implements RuleModule {
  readonly coverage = new Map<string, Set<string>>();
  readonly constants: ReadonlyMap<string, unknown>;
  private readonly contract: Contract;
  private readonly named: ReadonlyMap<SchemaNode, string>;
  /** Pointers of the schemas of the properties that each rule reads, by rule ID. */
  readonly reads = new Map<string, Set<string>>();
  /** Properties that the rules of each host depend on; undefined if a host without any of them can break a rule. */
  private readonly hostTriggers = new Map<SchemaNode, ReadonlySet<string> | undefined>();
  private readonly scope = new ModuleScope([]);
  private readonly functions = new Map<SchemaNode, string>();
  /** Names of the functions for rules that several hosts share through `allOf`, by body, so that identical functions are emitted once. */
  private readonly sharedNames = new Map<string, string>();

  constructor(contract: Contract, schemas: readonly NamedSchema[]) {
    this.contract = contract;
    this.constants = new Map([...contract.constants].map(([name, { value }]) => [name, value]));
    this.named = new Map(schemas.map(({ name, node }) => [node, name]));
  }

  checkWithRules({ name, node }: NamedSchema): Code {
    return functionDeclaration({
      name: `check${name}WithRules`,
      isExported: true,
      docs: [`Returns the schema issues of ${name} followed by those of its rules. Never throws.`],
      parameters: { value: code`unknown`, issues: code`readonly ${ISSUE}[]` },
      returnType: code`readonly ${ISSUE}[]`,
      body: code`return ${runtime("addRuleIssues")}(value, issues, ${this.rulesFunction(node)});`,
    });
  }

  constant(hint: string, value: Code): Code {
    return this.scope.constant(hint, /^[[{]/.test(value.text) ? code`${value} as const` : value);
  }

  variable(hint: string): Code {
    return this.scope.variable(hint);
  }

  declarations(): Code[] {
    return this.scope.declarations();
  }

  /** Returns the properties without which a value breaks no rule of a schema or of its descendants; undefined if there are no such properties. */
  triggersOf(node: SchemaNode): readonly string[] | undefined {
    const own = this.hostTriggers.has(node) ? this.hostTriggers.get(node) : [];
    const below = this.triggersBelow(node);
    return own && below && [...new Set([...own, ...below])];
  }

  private triggersBelow(node: SchemaNode): readonly string[] | undefined {
    const parts = subschemasOf(node).flatMap(({ keyword, key, child }): (readonly string[] | undefined)[] => {
      if (!hasRules(child)) return [];
      if (keyword === "properties") return [[String(key)]];
      if (keyword === "$ref") return [this.triggersOf(child)];
      return [keyword === "allOf" ? this.triggersBelow(child) : undefined];
    });
    return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
  }

  /** Returns the name of the function that evaluates the rules of a schema and its descendants, and emits it if necessary. */
  private rulesFunction(node: SchemaNode): Code {
    const known = this.functions.get(node);
    if (known !== undefined) return identifier(known);
    const label =
      this.named.get(node) ?? toIdentifierPart(node.pointer.replace("/components/schemas/", "").replaceAll("/properties/", "/"));
    const name = this.scope.uniqueName(rulesName(label));
    this.functions.set(node, name);
    return this.scope.define(name, () => {
      const statements = [this.guard(node), ...this.ownRules(node, node, name), ...this.descendantRules(node)];
      return rulesDeclaration(name, { v: code`unknown` }, code`${statements}`);
    });
  }

  /** Emits the rules of a schema and of its `allOf` subschemas, compiled against this host. */
  private ownRules(node: SchemaNode, host: SchemaNode, within: string): Code[] {
    const own = readRules(node, this.contract.reader).flatMap((spec) => {
      this.coverage.set(spec.id, (this.coverage.get(spec.id) ?? new Set()).add(within));
      const compiled = compileRule(spec, host, this, this.contract.reader);
      if (!compiled) return [];
      this.reads.set(spec.id, new Set([...(this.reads.get(spec.id) ?? []), ...compiled.reads]));
      const known = this.hostTriggers.has(host) ? this.hostTriggers.get(host) : new Set<string>();
      this.hostTriggers.set(host, known && compiled.triggers && new Set([...known, ...compiled.triggers]));
      return [compiled.statements];
    });
    const parts = subschemasOf(node).filter(({ keyword }) => keyword === "allOf");
    return [...own, ...parts.flatMap(({ child }) => this.allOfRules(child, host, within))];
  }

  /** Emits the type guard before the rules of a schema. */
  private guard(node: SchemaNode): Code {
    const type = typeOfSchema(node);
    if (isObjectSchema(node)) return code`if (!${runtime("isObject")}(v)) return;\nconst self: ${OBJ} = v;`;
    if (type.kind === "list") return code`if (!Array.isArray(v)) return;\nconst self = v as ${typeCode(type)};`;
    return code`if (v === undefined || v === null) return;\nconst self = v as ${typeCode(type)};`;
  }

  /** Emits the rules of an `allOf` subschema, its target and its descendants. */
  private allOfRules(part: SchemaNode, host: SchemaNode, within: string): Code[] {
    const shared = part.target && hasRules(part.target) ? [this.sharedRules(part.target, host)] : [];
    return [...this.ownRules(part, host, within), ...shared, ...this.descendantRules(part, ["allOf", "$ref"])];
  }

  /** Emits a call of the function for shared rules. The rules are compiled for each host; hosts with identical code share one function. */
  private sharedRules(part: SchemaNode, host: SchemaNode): Code {
    const within = `${part.pointer} in ${host.pointer}`;
    const self = isObjectSchema(host) ? OBJ : typeCode(typeOfSchema(host));
    const body = this.scope.withOwnVariables(() => code`${this.allOfRules(part, host, within)}`);
    const key = `${self.text} ${body.text}`;
    const name =
      this.sharedNames.get(key) ?? this.scope.uniqueName(rulesName(toIdentifierPart(part.pointer.replace("/components/schemas/", ""))));
    this.sharedNames.set(key, name);
    this.scope.define(name, () => rulesDeclaration(name, { self }, body));
    for (const functions of this.coverage.values()) if (functions.delete(within)) functions.add(name);
    return code`${identifier(name)}(self, p, out, failed);`;
  }

  private descendantRules(node: SchemaNode, handled: readonly string[] = ["allOf"]): Code[] {
    return subschemasOf(node).flatMap(({ keyword, key, child }) => {
      if (!hasRules(child) || handled.includes(keyword)) return [];
      if (keyword === "properties")
        return [this.callRules(child, readProperty(code`self`, String(key)), code`p + ${literal(`/${escapeSegment(String(key))}`)}`)];
      if (keyword === "$ref") return [code`${this.rulesFunction(child)}(v, p, out, failed);`];
      if (keyword === "items") return [this.forEachItem(node, code`self`, code`p`)];
      const fix = "move the rules to a schema that is reachable through properties, items, $ref or allOf";
      this.contract.reader.report(`${node.pointer}/${escapeSegment(keyword)}`, `rules below ${keyword} are not supported`, fix);
      return [];
    });
  }

  /** Emits the evaluation of the rules of a child value. Schemas that only contain `items` or `$ref` are inlined. */
  private callRules(node: SchemaNode, value: Code, path: Code): Code {
    const withRules = node.keywords.has("x-validations") ? [] : subschemasOf(node).filter(({ child }) => hasRules(child));
    const [only] = withRules.length === 1 ? withRules : [];
    if (only?.keyword === "items") return this.forEachItem(node, value, path);
    return code`${this.rulesFunction(only?.keyword === "$ref" ? only.child : node)}(${value}, ${path}, out, failed);`;
  }

  /** Emits a loop over the elements that `items` applies to: those after `prefixItems`. */
  private forEachItem(node: SchemaNode, value: Code, path: Code): Code {
    const [list, index] = [this.variable("list"), this.variable("i")];
    const first = (node.keywords.get("prefixItems") as unknown[] | undefined)?.length ?? 0;
    const inner = this.callRules(node.child("items"), code`${list}[${index}]`, code`${path} + "/" + ${index}`);
    return code`const ${list} = ${value};\nif (Array.isArray(${list})) {\nfor (let ${index} = ${first}; ${index} < ${list}.length; ${index}++) {\n${inner}\n}\n}`;
  }
}

function rulesDeclaration(name: string, first: Readonly<Record<string, Code>>, body: Code): Code {
  const parameters = { ...first, p: code`string`, out: code`${ISSUE}[]`, failed: FAILED_PATHS };
  return functionDeclaration({ name, parameters, returnType: code`void`, body });
}

/** Returns the function name for the rules of a schema: `videoConfigRules`. */
function rulesName(schema: string): string {
  return `${schema[0]?.toLowerCase()}${schema.slice(1).replace(/Rules$/, "")}Rules`;
}

/** Returns true if the rules of a schema apply to objects. */
function isObjectSchema(node: SchemaNode): boolean {
  const { kind } = typeOfSchema(node);
  return kind === "object" || (kind === "dyn" && node.keywords.has("properties"));
}
