import { escapeSegment } from "../../../../src/core/pointer.js";
import { typeOfSchema } from "../../cel/type.js";
import { type Code, code, comment, identifier, join, literal, readProperty, toIdentifierPart } from "../../code.js";
import type { Contract } from "../../model/contract.js";
import { readRules } from "../../model/rule-spec.js";
import type { SchemaNode } from "../../model/schema.js";
import { hasRules, subschemasOf } from "../../model/schema-children.js";
import { block, type GeneratedFile } from "../file.js";
import { RULE_RUNTIME } from "../runtime-imports.js";
import { type NamedSchema, validatorModules } from "../validators.js";
import { compileRule, type RuleModule } from "./compile.js";
import { typeCode } from "./expression.js";

/** The functions that evaluate each rule, by rule ID. */
export type RuleCoverage = ReadonlyMap<string, ReadonlySet<string>>;

/** Emits `generated/rules.ts` (rules of each schema and its descendants) and `generated/checks.ts` (schema and rules, and Standard Schemas). */
export function emitRuleModules(contract: Contract, schemas: readonly NamedSchema[]): { files: GeneratedFile[]; coverage: RuleCoverage } {
  const writer = new RuleWriter(contract, schemas);
  const schemasWithRules = schemas.filter(({ node }) => hasRules(node));
  const exported = schemasWithRules.map((schema) => writer.checkWithRules(schema));
  const record = join(
    schemas.map(({ name }) => code`${literal(name)}: ${identifier(`check${name}`)}`),
    ", ",
  );
  const checks = block([comment(["All checks by schema name."]), code`export const checks = { ${record} } as const;`]);
  const rules: GeneratedFile = {
    name: "rules.ts",
    purpose: "Rules (x-validations) of each schema.",
    imports: [
      ...writer.imports(),
      { from: "../src/validation/failed-paths.js", names: ["FailedPaths"], typeOnly: true },
      { from: "../src/core/issue.js", names: ["Issue"], typeOnly: true },
      { from: "../src/core/json-equal.js", names: writer.needsObj() ? ["Obj"] : [], typeOnly: true },
    ],
    statements: [...exported, ...writer.statements()],
  };
  const file: GeneratedFile = {
    name: "checks.ts",
    purpose: "Validation against the schema and the rules (x-validations).",
    imports: [
      { from: "./rules.js", names: schemasWithRules.map(({ name }) => `check${name}WithRules`) },
      { from: "../src/validation/standard-schema.js", names: ["standardSchema"] },
      ...validatorModules(schemas).map((module) => ({
        from: `./${module.name.replace(/ts$/, "js")}`,
        names: module.schemas.map(({ name }) => `validate${name}`),
      })),
      { from: "../src/core/issue.js", names: ["Issue"], typeOnly: true },
      { from: "../src/validation/standard-schema.js", names: ["StandardSchema"], typeOnly: true },
      { from: "./types.js", names: schemas.filter(({ typeFrom }) => typeFrom === "./types.js").map(({ name }) => name), typeOnly: true },
      {
        from: "./parameter-types.js",
        names: schemas.filter(({ typeFrom }) => typeFrom === "./parameter-types.js").map(({ name }) => name),
        typeOnly: true,
      },
    ],
    statements: [...schemas.map(checkExports), checks],
  };
  return { coverage: writer.coverage, files: schemasWithRules.length > 0 ? [rules, file] : [file] };
}

function checkExports({ name, node }: NamedSchema): Code {
  const [check, validate] = [identifier(`check${name}`), identifier(`validate${name}`)];
  const issues = code`${validate}(value)`;
  const result = hasRules(node) ? code`${identifier(`check${name}WithRules`)}(value, ${issues})` : issues;
  const schema = identifier(`${name[0]?.toLowerCase()}${name.slice(1)}Schema`);
  return block([
    comment([`Validates a value as ${name} (${node.source}): schema first, then rules. Never throws.`]),
    code`export function ${check}(value: unknown): readonly Issue[] {\nreturn ${result};\n}`,
    code``,
    comment([`Standard Schema for ${name}. Warnings do not fail validation.`]),
    code`export const ${schema}: StandardSchema<${identifier(name)}> = /* @__PURE__ */ standardSchema(${check});`,
  ]);
}

class RuleWriter implements RuleModule {
  readonly coverage = new Map<string, Set<string>>();
  readonly constants: ReadonlyMap<string, unknown>;
  private readonly contract: Contract;
  private readonly named: ReadonlyMap<SchemaNode, string>;
  private readonly usedRuntime = new Set<keyof typeof RULE_RUNTIME>();
  private readonly declared = new Map<string, { name: Code; value: Code }>();
  private readonly functions = new Map<SchemaNode, { name: Code; body: Code }>();
  /** Functions for rules that several hosts share through `allOf`, by name. */
  private readonly sharedFunctions = new Map<string, Code>();
  /** Names of the shared functions by body text, so that identical functions are emitted once. */
  private readonly sharedNames = new Map<string, string>();
  private readonly usedNames = new Set<string>();
  private counter = 0;

  constructor(contract: Contract, schemas: readonly NamedSchema[]) {
    this.contract = contract;
    this.constants = new Map([...contract.constants].map(([name, { value }]) => [name, value]));
    this.named = new Map(schemas.map(({ name, node }) => [node, name]));
  }

  checkWithRules({ name, node }: NamedSchema): Code {
    return block([
      comment([`Returns the schema issues of ${name} followed by those of its rules. Never throws.`]),
      code`export function ${identifier(`check${name}WithRules`)}(value: unknown, issues: readonly Issue[]): readonly Issue[] {\nreturn ${this.runtime("addRuleIssues")}(value, issues, ${this.rulesFunction(node)});\n}`,
    ]);
  }

  runtime(name: keyof typeof RULE_RUNTIME): Code {
    this.usedRuntime.add(name);
    return identifier(name);
  }

  constant(hint: string, value: Code): Code {
    const known = this.declared.get(value.text);
    if (known) return known.name;
    const name = identifier(
      this.uniqueName(
        toIdentifierPart(hint)
          .replace(/([a-z])([A-Z])/g, "$1_$2")
          .toUpperCase(),
      ),
    );
    const frozen = /^[[{]/.test(value.text) ? code`${value} as const` : value;
    this.declared.set(value.text, { name, value: frozen });
    return name;
  }

  variable(hint: string): Code {
    this.counter++;
    return identifier(`${hint}${this.counter}`);
  }

  statements(): Code[] {
    const constants = [...this.declared.values()].map(({ name, value }) => code`const ${name} = ${value};`);
    return [...constants, ...[...this.functions.values()].map(({ body }) => body), ...this.sharedFunctions.values()];
  }

  imports(): { from: string; names: string[] }[] {
    const modules = new Map<string, string[]>();
    for (const name of [...this.usedRuntime].sort()) modules.set(RULE_RUNTIME[name], [...(modules.get(RULE_RUNTIME[name]) ?? []), name]);
    return [...modules].sort().map(([module, names]) => ({ from: `../src/${module}.js`, names }));
  }

  needsObj(): boolean {
    return this.statements().some(({ text }) => /\bObj\b/.test(text));
  }

  /** Returns the name of the function that evaluates the rules of a schema and its descendants, and emits it if necessary. */
  private rulesFunction(node: SchemaNode): Code {
    const known = this.functions.get(node);
    if (known) return known.name;
    const label =
      this.named.get(node) ?? toIdentifierPart(node.pointer.replace("/components/schemas/", "").replaceAll("/properties/", "/"));
    const name = identifier(this.uniqueName(rulesName(label)));
    this.functions.set(node, { name, body: code`` });
    const [own, descendants] = [this.ownRules(node, node, name.text), this.descendantRules(node)];
    const guard = this.guard(node);
    const body = code`function ${name}(v: unknown, p: string, out: Issue[], failed: FailedPaths): void {\n${[guard, ...own, ...descendants]}\n}`;
    this.functions.set(node, { name, body });
    return name;
  }

  /** Emits the rules of a schema and of its `allOf` subschemas, compiled against this host. */
  private ownRules(node: SchemaNode, host: SchemaNode, within: string): Code[] {
    const own = readRules(node, this.contract.reader).flatMap((spec) => {
      this.coverage.set(spec.id, (this.coverage.get(spec.id) ?? new Set()).add(within));
      const statements = compileRule(spec, host, this, this.contract.reader);
      return statements ? [statements] : [];
    });
    const parts = subschemasOf(node).filter(({ keyword }) => keyword === "allOf");
    return [...own, ...parts.flatMap(({ child }) => this.allOfRules(child, host, within))];
  }

  /** Emits the type guard before the rules of a schema. */
  private guard(node: SchemaNode): Code {
    const type = typeOfSchema(node);
    if (isObjectSchema(node)) return code`if (!${this.runtime("isObject")}(v)) return;\nconst self: Obj = v;`;
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
    const outer = this.counter;
    this.counter = 0;
    const within = `${part.pointer} in ${host.pointer}`;
    const body = code`(self: ${isObjectSchema(host) ? code`Obj` : typeCode(typeOfSchema(host))}, p: string, out: Issue[], failed: FailedPaths): void {\n${this.allOfRules(part, host, within)}\n}`;
    this.counter = outer;
    const name =
      this.sharedNames.get(body.text) ?? this.uniqueName(rulesName(toIdentifierPart(part.pointer.replace("/components/schemas/", ""))));
    this.sharedNames.set(body.text, name);
    this.sharedFunctions.set(name, code`function ${identifier(name)}${body}`);
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

  private uniqueName(expected: string): string {
    let name = expected;
    for (let i = 2; this.usedNames.has(name); i++) name = `${expected}_${i}`;
    this.usedNames.add(name);
    return name;
  }
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
