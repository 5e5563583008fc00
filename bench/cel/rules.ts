import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expandRules } from "../../scripts/codegen/model/rule-variables.js";
import { bundleForNode } from "../lib/bundle.js";
import { getObject, isJsonObject, type Json, ROOT, readContract, SCRATCH } from "../lib/paths.js";

/** A rule of the contract with one component it applies to. */
export interface HostedRule {
  readonly id: string;
  readonly rule: string;
  readonly messageExpression: string | undefined;
  /** Component that the rule validates. */
  readonly host: string;
  /** All components that the rule applies to. */
  readonly hosts: readonly string[];
  /** Name of a generated component with the properties of the host and only this rule. */
  readonly isolatedComponent: string;
  readonly isolatedId: string;
}

/** A compiled rule: `check` returns all issues of a value, `evaluate` runs only the rule and appends to a list. */
export interface CompiledRule {
  readonly check: (value: unknown) => readonly { readonly rule?: string; readonly code: string; readonly message: string }[];
  readonly evaluate: (value: unknown, path: string, out: unknown[], failed: unknown) => void;
  /** Last argument of `evaluate` for a value without schema issues. */
  readonly noFailedPaths: unknown;
}

/** Returns every rule with every component it applies to: the one that declares it, or those that include that one through `allOf`. */
export function readHostedRules(): HostedRule[] {
  const components = getObject(readContract(), "components", "schemas");
  const hosts = Object.keys(components).flatMap((host) =>
    [host, ...includedComponents(getObject(components, host))].map((carrier) => ({ host, carrier })),
  );
  return hosts
    .filter(({ host }) => isJsonObject(getObject(components, host).properties))
    .flatMap(({ host, carrier }) => toObjects(expandRules(getObject(components, carrier))["x-validations"]).map((rule) => ({ host, rule })))
    .map(({ host, rule }, i, all) => ({
      id: String(rule.id),
      rule: String(rule.rule),
      messageExpression: typeof rule.messageExpression === "string" ? rule.messageExpression : undefined,
      host,
      hosts: all.filter((other) => other.rule.id === rule.id).map((other) => other.host),
      isolatedComponent: `Isolated${i}`,
      isolatedId: `isolated-${i}`,
    }));
}

/** Returns the contract in which components have the properties that they include through `allOf`, as one schema. */
export function readFlatContract(): Json {
  const contract = readContract();
  const schemas = getObject(contract, "components", "schemas");
  const flatten = (name: string): Json => {
    const schema = getObject(schemas, name);
    const parts = [...includedComponents(schema).map(flatten), schema].filter((part) => isJsonObject(part.properties));
    if (parts.length === 0) return schema;
    const properties = Object.assign({}, ...parts.map((part) => part.properties));
    return { ...schema, properties, required: parts.flatMap(({ required }) => required ?? []) };
  };
  const flat = Object.fromEntries(Object.keys(schemas).map((name) => [name, flatten(name)]));
  return { ...contract, components: { ...getObject(contract, "components"), schemas: flat } };
}

/** Compiles each rule in its own component with the code generator, so that rules do not affect each other. */
export async function compileRules(rules: readonly HostedRule[]): Promise<void> {
  const contract = readFlatContract();
  const components = getObject(contract, "components", "schemas");
  const entries = rules.map(({ id, host, isolatedComponent, isolatedId }) => {
    return [isolatedComponent, withSingleRule(getObject(components, host), { ...findRule(components, id), id: isolatedId })] as const;
  });
  const bare = Object.entries(components).map(
    ([name, schema]) => [name, withSingleRule(isJsonObject(schema) ? schema : {}, undefined)] as const,
  );
  const isolated = {
    ...contract,
    components: { ...getObject(contract, "components"), schemas: Object.fromEntries([...bare, ...entries]) },
  };
  const output = join(SCRATCH, "generated/rules");
  mkdirSync(output, { recursive: true });
  writeFileSync(join(SCRATCH, "rules.json"), JSON.stringify(isolated));
  const parameters = [
    "scripts/codegen/index.ts",
    "--input",
    join(SCRATCH, "rules.json"),
    "--output",
    output,
    "--runtime",
    "../../../../../../src",
  ];
  const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "node_modules/jiti/lib/jiti-cli.mjs"), ...parameters], {
    cwd: ROOT,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`compiling the isolated rules failed:\n${stderr}`);
  await bundleForNode(
    "rules",
    [
      'export * from "./node_modules/.cache/bench/generated/rules/checks.js";',
      'export * from "./node_modules/.cache/bench/generated/rules/rules.js";',
      'export { createFailedPaths } from "../src/validation/rule-issues.js";',
    ].join("\n"),
    [exportRules],
  );
}

/** Loads the output of `compileRules`, from this or an earlier process. */
export async function loadRules(rules: readonly HostedRule[]): Promise<ReadonlyMap<HostedRule, CompiledRule>> {
  const module = (await import(join(SCRATCH, "rules.mjs"))) as Record<string, unknown>;
  const noFailedPaths = (module.createFailedPaths as (pointers: readonly string[]) => unknown)([]);
  return new Map(
    rules.map((rule) => {
      const { isolatedComponent: name } = rule;
      const evaluate = module[`${name.charAt(0).toLowerCase()}${name.slice(1)}Rules`] as CompiledRule["evaluate"];
      return [rule, { check: module[`check${name}`] as CompiledRule["check"], evaluate, noFailedPaths }];
    }),
  );
}

/** Exports the rule functions, which generated modules do not export. */
const exportRules = {
  name: "export-rules",
  setup(build: import("esbuild").PluginBuild): void {
    build.onLoad({ filter: /generated.rules.rules\.ts$/ }, async ({ path }) => {
      const { readFile } = await import("node:fs/promises");
      return { contents: (await readFile(path, "utf8")).replaceAll(/^function (?=\w+Rules\()/gm, "export function "), loader: "ts" };
    });
  },
};

function withSingleRule(schema: Json, rule: Json | undefined): Json {
  const { "x-validations": _, "x-variables": __, allOf: ___, ...rest } = schema;
  return rule === undefined ? rest : { ...rest, "x-validations": [rule] };
}

function findRule(components: Json, id: string): Json {
  const rule = Object.values(components)
    .flatMap((schema) => toObjects(expandRules(getObject(schema))["x-validations"]))
    .find((candidate) => candidate.id === id);
  if (!rule) throw new Error(`the contract has no rule ${id}`);
  return rule;
}

function includedComponents(schema: Json): string[] {
  return toObjects(schema.allOf).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref.split("/").at(-1) ?? ""] : []));
}

function toObjects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
