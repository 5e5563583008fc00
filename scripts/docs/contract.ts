import { readFileSync } from "node:fs";
import { parse } from "yaml";

export type Json = Record<string, unknown>;

/** One `x-validations` entry, with where it applies. */
export interface Rule {
  readonly id: string;
  /** The condition, in CEL. */
  readonly rule: string;
  readonly message: string;
  readonly severity: "error" | "warning";
  readonly source: string;
  readonly facts: readonly string[];
  readonly hint?: string;
  readonly fieldPath?: string;
  /** Components that it applies to: the one it stands in, or those that join it by `allOf`. */
  readonly components: readonly string[];
}

/** What the pages are made of, read once. */
export interface Contract {
  readonly document: Json;
  readonly rules: readonly Rule[];
}

/** Reads the contract. What it must hold is the linter's business; a rule without id or message is left out here. */
export function readContract(file: string): Contract {
  const document: unknown = parse(readFileSync(file, "utf8"), { version: "1.2" });
  if (!isObject(document)) throw new Error(`${file}: an OpenAPI document is an object; found ${typeof document}`);
  return { document, rules: rulesOf(document) };
}

export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

export const entries = (value: unknown): [string, Json][] =>
  isObject(value) ? Object.entries(value).filter((entry): entry is [string, Json] => isObject(entry[1])) : [];

export const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** The component schemas, by name. */
export const schemasOf = (document: Json): [string, Json][] =>
  entries(isObject(document.components) ? document.components.schemas : undefined);

function rulesOf(document: Json): Rule[] {
  const components = schemasOf(document);
  return components.flatMap(([name, schema]) => {
    const list = Array.isArray(schema["x-validations"]) ? schema["x-validations"].filter(isObject) : [];
    const shared = !isObject(schema.properties);
    const hosts = shared ? components.filter(([, other]) => joins(other, name)).map(([other]) => other) : [name];
    return list.filter(complete).map((entry) => ({
      id: String(entry.id),
      rule: String(entry.rule).trim(),
      message: String(entry.message).trim(),
      severity: entry.severity === "error" ? ("error" as const) : ("warning" as const),
      source: String(entry.source),
      facts: texts(entry.facts),
      ...(typeof entry.hint === "string" ? { hint: entry.hint.trim() } : {}),
      ...(typeof entry.fieldPath === "string" ? { fieldPath: entry.fieldPath } : {}),
      components: hosts.length > 0 ? hosts : [name],
    }));
  });
}

const complete = (entry: Json): boolean => ["id", "rule", "message", "source"].every((key) => typeof entry[key] === "string");

const joins = (schema: Json, name: string): boolean =>
  Array.isArray(schema.allOf) && schema.allOf.some((part) => isObject(part) && part.$ref === `#/components/schemas/${name}`);
