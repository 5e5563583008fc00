import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { expandVariables, type RuleVariable, variablesIn } from "../codegen/model/rule-variables.js";

export type Json = Record<string, unknown>;

/** One `x-validations` entry with the components it applies to. */
export interface Rule {
  readonly id: string;
  /** The CEL expression, followed by the variables that it uses. */
  readonly rule: string;
  /** The CEL expression with the expressions of its variables. */
  readonly expression: string;
  readonly message: string;
  readonly severity: "error" | "warning" | "note";
  readonly source: string;
  readonly facts: readonly string[];
  readonly hint?: string;
  readonly fieldPath?: string;
  /** Components the rule applies to: the one that declares it, or those that include that one through `allOf`. */
  readonly components: readonly string[];
}

/** Input of the page generators. */
export interface Contract {
  readonly document: Json;
  readonly rules: readonly Rule[];
}

/** Reads the contract. Rules without id or message are skipped; the linter reports them. */
export function readContract(file: string): Contract {
  const document: unknown = parse(readFileSync(file, "utf8"), { version: "1.2" });
  if (!isObject(document)) throw new Error(`${file}: expected an OpenAPI document (an object), received ${typeof document}`);
  return { document, rules: collectRules(document) };
}

export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

export const entries = (value: unknown): [string, Json][] =>
  isObject(value) ? Object.entries(value).filter((entry): entry is [string, Json] => isObject(entry[1])) : [];

export const toStrings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Returns the component schemas with their names. */
export const schemasOf = (document: Json): [string, Json][] =>
  entries(isObject(document.components) ? document.components.schemas : undefined);

function collectRules(document: Json): Rule[] {
  const components = schemasOf(document);
  return components.flatMap(([name, schema]) => {
    const list = Array.isArray(schema["x-validations"]) ? schema["x-validations"].filter(isObject) : [];
    const variables = Array.isArray(schema["x-variables"]) ? (schema["x-variables"] as RuleVariable[]) : [];
    const isShared = !isObject(schema.properties);
    const hosts = isShared ? components.filter(([, other]) => composes(other, name)).map(([other]) => other) : [name];
    return list.filter(isComplete).map((entry) => ({
      id: String(entry.id),
      rule: withVariables(String(entry.rule), variables),
      expression: expandVariables(String(entry.rule), variables),
      message: String(entry.message).trim(),
      severity: entry.severity as Rule["severity"],
      source: String(entry.source),
      facts: toStrings(entry.facts),
      ...(typeof entry.hint === "string" ? { hint: entry.hint.trim() } : {}),
      ...(typeof entry.fieldPath === "string" ? { fieldPath: entry.fieldPath } : {}),
      components: hosts.length > 0 ? hosts : [name],
    }));
  });
}

/** Appends the variables that a rule uses, directly or through another variable. */
function withVariables(rule: string, variables: readonly RuleVariable[]): string {
  const used = variablesIn(rule);
  for (const { name, expression } of [...variables].reverse()) if (used.includes(name)) used.push(...variablesIn(expression));
  const listed = variables.filter(({ name }) => used.includes(name));
  return [rule, ...listed.map(({ name, expression }) => `// variables.${name}\n${expression.trim()}`)]
    .map((text) => text.trim())
    .join("\n\n");
}

const isComplete = (entry: Json): boolean => ["id", "rule", "message", "severity", "source"].every((key) => typeof entry[key] === "string");

const composes = (schema: Json, name: string): boolean =>
  Array.isArray(schema.allOf) && schema.allOf.some((part) => isObject(part) && part.$ref === `#/components/schemas/${name}`);
