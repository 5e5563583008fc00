import { escapeSegment } from "../../../../src/core/pointer.js";
import { typeOfSchema } from "../../cel/type.js";
import type { Contract } from "../../model/contract.js";
import { rulesOf } from "../../model/rule-spec.js";
import type { SchemaNode } from "../../model/schema.js";
import { carriesRules, childrenOf } from "../../model/schema-children.js";
import { type Code, code, comment, identifier, join, literal, nameFrom } from "../code.js";
import { block, type GeneratedFile } from "../file.js";
import { load } from "../property-access.js";
import { RULE_RUNTIME } from "../runtime-imports.js";
import { type NamedSchema, validatorModules } from "../validators.js";
import { compileRule, type RuleModule } from "./compile.js";
import { typeText } from "./expression.js";

/** Rule id to the functions that ask it. */
export type RuleCoverage = ReadonlyMap<string, ReadonlySet<string>>;

/** `generated/rules.ts`: every rule of a schema and of all below it. `generated/checks.ts`: schema first, then the rules, and a Standard Schema. */
export function emitChecks(contract: Contract, schemas: readonly NamedSchema[]): { files: GeneratedFile[]; coverage: RuleCoverage } {
  const writer = new ChecksWriter(contract, schemas);
  const ruled = schemas.filter(({ node }) => carriesRules(node));
  const asked = ruled.map((schema) => writer.asks(schema));
  const record = join(
    schemas.map(({ name }) => code`${literal(name)}: ${identifier(`check${name}`)}`),
    ", ",
  );
  const checks = block([comment(["Every check by the name of its schema."]), code`export const checks = { ${record} } as const;`]);
  const rules: GeneratedFile = {
    name: "rules.ts",
    purpose: "What the rules of a component (x-validations) find beside what its schema finds.",
    imports: [
      ...writer.imports(),
      { from: "../src/validation/failed-paths.js", names: ["Failed"], typeOnly: true },
      { from: "../src/core/issue.js", names: ["Issue"], typeOnly: true },
      { from: "../src/core/json-equal.js", names: writer.needsObj() ? ["Obj"] : [], typeOnly: true },
    ],
    statements: [...asked, ...writer.statements()],
  };
  const file: GeneratedFile = {
    name: "checks.ts",
    purpose: "Whether a value follows the schema and every rule of a component (x-validations).",
    imports: [
      { from: "./rules.js", names: ruled.map(({ name }) => `withRulesOf${name}`) },
      { from: "../src/validation/standard-schema.js", names: ["standardSchema"] },
      ...validatorModules(schemas).map((module) => ({
        from: `./${module.name.replace(/ts$/, "js")}`,
        names: module.schemas.map(({ name }) => `validate${name}`),
      })),
      { from: "../src/core/issue.js", names: ["Issue"], typeOnly: true },
      { from: "../src/validation/standard-schema.js", names: ["StandardSchema"], typeOnly: true },
      { from: "./types.js", names: schemas.filter(({ typeFrom }) => typeFrom === "./types.js").map(({ name }) => name), typeOnly: true },
      {
        from: "./client.js",
        names: schemas.filter(({ typeFrom }) => typeFrom === "./client.js").map(({ name }) => name),
        typeOnly: true,
      },
    ],
    statements: [...schemas.map(exportsOf), checks],
  };
  return { coverage: writer.covered, files: ruled.length > 0 ? [rules, file] : [file] };
}

function exportsOf({ name, node }: NamedSchema): Code {
  const [check, validate] = [identifier(`check${name}`), identifier(`validate${name}`)];
  const issues = code`${validate}(value)`;
  const result = carriesRules(node) ? code`${identifier(`withRulesOf${name}`)}(value, ${issues})` : issues;
  const schema = identifier(`${name[0]?.toLowerCase()}${name.slice(1)}Schema`);
  return block([
    comment([`Every issue of a value as ${name} (${node.source}): its schema first, then the rules; never throws.`]),
    code`export function ${check}(value: unknown): readonly Issue[] {\nreturn ${result};\n}`,
    code``,
    comment([`${name} as a Standard Schema: schema and error rules; warnings never fail.`]),
    code`export const ${schema}: StandardSchema<${identifier(name)}> = /* @__PURE__ */ standardSchema(${check});`,
  ]);
}

class ChecksWriter implements RuleModule {
  readonly covered = new Map<string, Set<string>>();
  readonly constants: ReadonlyMap<string, unknown>;
  private readonly contract: Contract;
  private readonly named: ReadonlyMap<SchemaNode, string>;
  private readonly used = new Set<keyof typeof RULE_RUNTIME>();
  private readonly declared = new Map<string, { name: Code; value: Code }>();
  private readonly functions = new Map<SchemaNode, { name: Code; body: Code }>();
  /** Functions for what several hosts join, by their name; and their names by their text. */
  private readonly parts = new Map<string, Code>();
  private readonly bodies = new Map<string, string>();
  private readonly taken = new Set<string>();
  private counter = 0;

  constructor(contract: Contract, schemas: readonly NamedSchema[]) {
    this.contract = contract;
    this.constants = new Map([...contract.constants].map(([name, { value }]) => [name, value]));
    this.named = new Map(schemas.map(({ name, node }) => [node, name]));
  }

  asks({ name, node }: NamedSchema): Code {
    return block([
      comment([`The issues of a value as ${name}, and after them those of its rules; never throws.`]),
      code`export function ${identifier(`withRulesOf${name}`)}(value: unknown, issues: readonly Issue[]): readonly Issue[] {\nreturn ${this.runtime("check")}(value, issues, ${this.rules(node)});\n}`,
    ]);
  }

  runtime(name: keyof typeof RULE_RUNTIME): Code {
    this.used.add(name);
    return identifier(name);
  }

  constant(hint: string, value: Code): Code {
    const known = this.declared.get(value.text);
    if (known) return known.name;
    const name = identifier(
      this.free(
        nameFrom(hint)
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
    return [...constants, ...[...this.functions.values()].map(({ body }) => body), ...this.parts.values()];
  }

  imports(): { from: string; names: string[] }[] {
    const modules = new Map<string, string[]>();
    for (const name of [...this.used].sort()) modules.set(RULE_RUNTIME[name], [...(modules.get(RULE_RUNTIME[name]) ?? []), name]);
    return [...modules].sort().map(([module, names]) => ({ from: `../src/${module}.js`, names }));
  }

  needsObj(): boolean {
    return this.statements().some(({ text }) => /\bObj\b/.test(text));
  }

  /** Name of the function that asks the rules of a schema and of everything below it. */
  private rules(node: SchemaNode): Code {
    const known = this.functions.get(node);
    if (known) return known.name;
    const label = `rulesOf${this.named.get(node) ?? nameFrom(node.pointer.replace("/components/schemas/", "").replaceAll("/properties/", "/"))}`;
    const name = identifier(this.free(label));
    this.functions.set(node, { name, body: code`` });
    const [own, below] = [this.ownRules(node, node, name.text), this.rulesBelow(node)];
    const guard = this.guard(node);
    const body = code`function ${name}(v: unknown, p: string, out: Issue[], failed: Failed): void {\n${[guard, ...own, ...below]}\n}`;
    this.functions.set(node, { name, body });
    return name;
  }

  /** The rules of a schema and of the parts that `allOf` and `$ref` join to it, each checked against this host. */
  private ownRules(node: SchemaNode, host: SchemaNode, within: string): Code[] {
    const own = rulesOf(node, this.contract.reader).flatMap((spec) => {
      this.covered.set(spec.id, (this.covered.get(spec.id) ?? new Set()).add(within));
      const statements = compileRule(spec, host, this, this.contract.reader);
      return statements ? [statements] : [];
    });
    const parts = childrenOf(node).filter(({ keyword }) => keyword === "allOf");
    return [...own, ...parts.flatMap(({ child }) => this.joined(child, host, within))];
  }

  /** Lets through what the rules of a schema can speak of, under its type. */
  private guard(node: SchemaNode): Code {
    const type = typeOfSchema(node);
    if (hasProperties(node)) return code`if (!${this.runtime("isObject")}(v)) return;\nconst self: Obj = v;`;
    if (type.kind === "list") return code`if (!Array.isArray(v)) return;\nconst self = v as ${typeText(type)};`;
    return code`if (v === undefined || v === null) return;\nconst self = v as ${typeText(type)};`;
  }

  /** What a part brings: its own rules and those below it, and the same of what it refers to. */
  private joined(part: SchemaNode, host: SchemaNode, within: string): Code[] {
    const beyond = part.target && carriesRules(part.target) ? [this.shared(part.target, host)] : [];
    return [...this.ownRules(part, host, within), ...beyond, ...this.rulesBelow(part, ["allOf", "$ref"])];
  }

  /** A call of the function for what several hosts join: each compiles it anew, and those for whom it reads the same share one. */
  private shared(part: SchemaNode, host: SchemaNode): Code {
    const outer = this.counter;
    this.counter = 0;
    const within = `${part.pointer} in ${host.pointer}`;
    const body = code`(self: ${hasProperties(host) ? code`Obj` : typeText(typeOfSchema(host))}, p: string, out: Issue[], failed: Failed): void {\n${this.joined(part, host, within)}\n}`;
    this.counter = outer;
    const name = this.bodies.get(body.text) ?? this.free(`rulesOf${nameFrom(part.pointer.replace("/components/schemas/", ""))}`);
    this.bodies.set(body.text, name);
    this.parts.set(name, code`function ${identifier(name)}${body}`);
    for (const functions of this.covered.values()) if (functions.delete(within)) functions.add(name);
    return code`${identifier(name)}(self, p, out, failed);`;
  }

  private rulesBelow(node: SchemaNode, elsewhere: readonly string[] = ["allOf"]): Code[] {
    return childrenOf(node).flatMap(({ keyword, key, child }) => {
      if (!carriesRules(child) || elsewhere.includes(keyword)) return [];
      if (keyword === "properties")
        return [this.descend(child, load(code`self`, String(key)), code`p + ${literal(`/${escapeSegment(String(key))}`)}`)];
      if (keyword === "$ref") return [code`${this.rules(child)}(v, p, out, failed);`];
      if (keyword === "items") return [this.eachElement(node, code`self`, code`p`)];
      const fix = "put the rules on a schema that properties, items, $ref or allOf reach";
      this.contract.reader.fault(`${node.pointer}/${escapeSegment(keyword)}`, `rules below ${keyword} are not asked`, fix);
      return [];
    });
  }

  /** Goes down into a part of the value; a mere list or reference needs no function of its own. */
  private descend(node: SchemaNode, value: Code, path: Code): Code {
    const carriers = node.keywords.has("x-validations") ? [] : childrenOf(node).filter(({ child }) => carriesRules(child));
    const [only] = carriers.length === 1 ? carriers : [];
    if (only?.keyword === "items") return this.eachElement(node, value, path);
    return code`${this.rules(only?.keyword === "$ref" ? only.child : node)}(${value}, ${path}, out, failed);`;
  }

  /** The elements that `items` speaks of: those after `prefixItems`. */
  private eachElement(node: SchemaNode, value: Code, path: Code): Code {
    const [list, index] = [this.variable("list"), this.variable("i")];
    const first = (node.keywords.get("prefixItems") as unknown[] | undefined)?.length ?? 0;
    const inner = this.descend(node.child("items"), code`${list}[${index}]`, code`${path} + "/" + ${index}`);
    return code`const ${list} = ${value};\nif (Array.isArray(${list})) {\nfor (let ${index} = ${first}; ${index} < ${list}.length; ${index}++) {\n${inner}\n}\n}`;
  }

  private free(expected: string): string {
    let name = expected;
    for (let i = 2; this.taken.has(name); i++) name = `${expected}_${i}`;
    this.taken.add(name);
    return name;
  }
}

/** Whether the rules of a schema speak of an object. */
function hasProperties(node: SchemaNode): boolean {
  const { kind } = typeOfSchema(node);
  return kind === "object" || (kind === "dyn" && node.keywords.has("properties"));
}
