import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleForNode } from "../lib/bundle.js";
import { at, HOUSE, isJson, type Json, readContract, SCRATCH } from "../lib/paths.js";

/** A rule of the contract with one component that it is asked of. */
export interface HostedRule {
  readonly id: string;
  readonly rule: string;
  readonly messageExpression: string | undefined;
  /** The component whose values the rule judges. */
  readonly host: string;
  /** All of them. */
  readonly hosts: readonly string[];
  /** Name of a component that has the host's properties and this rule alone, under an id of its own: a rule may have several hosts. */
  readonly alone: string;
  readonly aloneId: string;
}

/** What is compiled of a rule: all issues of a value, and the rule by itself, which adds to a list. */
export interface CompiledRule {
  readonly check: (value: unknown) => readonly { readonly rule?: string; readonly code: string; readonly message: string }[];
  readonly ask: (value: unknown, path: string, out: unknown[], failed: unknown) => void;
  /** What `ask` takes last when the schema found no fault. */
  readonly nothingFailed: unknown;
}

/** Every rule with every component that it is asked of: its own, or those that join it by `allOf`. */
export function hostedRules(): HostedRule[] {
  const components = at(readContract(), "components", "schemas");
  const hosts = Object.keys(components).flatMap((host) => [host, ...joined(at(components, host))].map((carrier) => ({ host, carrier })));
  return hosts
    .filter(({ host }) => isJson(at(components, host).properties))
    .flatMap(({ host, carrier }) => listOf(at(components, carrier)["x-validations"]).map((rule) => ({ host, rule })))
    .map(({ host, rule }, i, all) => ({
      id: String(rule.id),
      rule: String(rule.rule),
      messageExpression: typeof rule.messageExpression === "string" ? rule.messageExpression : undefined,
      host,
      hosts: all.filter((other) => other.rule.id === rule.id).map((other) => other.host),
      alone: `Alone${i}`,
      aloneId: `alone-${i}`,
    }));
}

/** Compiles each rule alone, by the project's own generator, so that one verdict says nothing of another. */
export async function compileRules(rules: readonly HostedRule[]): Promise<void> {
  const contract = structuredClone(readContract());
  const components = at(contract, "components", "schemas");
  const entries = rules.map(({ id, host, alone, aloneId }) => {
    return [alone, withOnly(at(components, host), { ...ruleOf(components, id), id: aloneId })] as const;
  });
  const bare = Object.entries(components).map(([name, schema]) => [name, withOnly(isJson(schema) ? schema : {}, undefined)] as const);
  const kept = bare.filter(([, schema]) => isJson(schema.properties));
  const made = { ...contract, components: { ...at(contract, "components"), schemas: Object.fromEntries([...kept, ...entries]) } };
  const output = join(SCRATCH, "generated/rules");
  mkdirSync(output, { recursive: true });
  writeFileSync(join(SCRATCH, "rules.json"), JSON.stringify(made));
  const parameters = [
    "scripts/codegen/index.ts",
    "--input",
    join(SCRATCH, "rules.json"),
    "--output",
    output,
    "--runtime",
    "../../../../../../src",
  ];
  const { status, stderr } = spawnSync(process.execPath, [join(HOUSE, "node_modules/jiti/lib/jiti-cli.mjs"), ...parameters], {
    cwd: HOUSE,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the rules could not be compiled one by one:\n${stderr}`);
  await bundleForNode(
    "rules",
    [
      'export * from "./node_modules/.cache/bench/generated/rules/checks.js";',
      'export * from "./node_modules/.cache/bench/generated/rules/rules.js";',
      'export { failedPlaces } from "../src/validation/failed-paths.js";',
    ].join("\n"),
    [exportRules],
  );
}

/** What `compileRules` has made, in this process or in an earlier one. */
export async function loadRules(rules: readonly HostedRule[]): Promise<ReadonlyMap<HostedRule, CompiledRule>> {
  const module = (await import(join(SCRATCH, "rules.mjs"))) as Record<string, unknown>;
  const nothingFailed = (module.failedPlaces as (pointers: readonly string[]) => unknown)([]);
  return new Map(
    rules.map((rule) => {
      const ask = module[`${rule.alone[0]?.toLowerCase()}${rule.alone.slice(1)}Rules`] as CompiledRule["ask"];
      return [rule, { check: module[`check${rule.alone}`] as CompiledRule["check"], ask, nothingFailed }];
    }),
  );
}

/** Generated modules keep the function of a rule to themselves; here it is exported as well. */
const exportRules = {
  name: "export-rules",
  setup(build: import("esbuild").PluginBuild): void {
    build.onLoad({ filter: /generated.rules.rules\.ts$/ }, async ({ path }) => {
      const { readFile } = await import("node:fs/promises");
      return { contents: (await readFile(path, "utf8")).replaceAll(/^function (?=\w+Rules\()/gm, "export function "), loader: "ts" };
    });
  },
};

function withOnly(schema: Json, rule: Json | undefined): Json {
  const { "x-validations": _, allOf: __, ...rest } = schema;
  return rule === undefined ? rest : { ...rest, "x-validations": [rule] };
}

function ruleOf(components: Json, id: string): Json {
  const found = Object.values(components)
    .flatMap((schema) => listOf(at(schema)["x-validations"]))
    .find((rule) => rule.id === id);
  if (!found) throw new Error(`the contract has no rule ${id}`);
  return found;
}

function joined(schema: Json): string[] {
  return listOf(schema.allOf).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref.split("/").at(-1) ?? ""] : []));
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}
