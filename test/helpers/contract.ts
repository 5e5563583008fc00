import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** A mapping of the contract, its values not yet looked at. */
export type Json = Readonly<Record<string, unknown>>;

/** Reads a file of the project. */
export const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** Reads golden data of the service's page. */
export const golden = (name: string): unknown => JSON.parse(text(`test/golden/${name}.json`));

/** The contract as plain data. */
export const contract: Json = object(parse(text("openapi.yaml"), { version: "1.2" }));

/** A part of a mapping by its path of keys; a missing part fails the test with its name. */
export function part(root: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((value, key) => {
    const found = object(value)[key];
    if (found === undefined) throw new Error(`the contract has no ${keys.join(" > ")} (${key} is missing)`);
    return found;
  }, root);
}

/** The same for a part that is a mapping. */
export function object(value: unknown, ...keys: readonly string[]): Json {
  const found = part(value, ...keys);
  if (typeof found !== "object" || found === null || Array.isArray(found)) throw new Error(`${keys.join(" > ")} is no mapping`);
  return found as Json;
}

export const schemas: Json = object(contract, "components", "schemas");
export const operation: Json = object(contract, "paths", "/v1/{project_id}/2d-digital-human-videos/{job_id}", "get");

/** One `x-validations` entry, with the component that it stands in. */
export interface Rule {
  readonly id: string;
  readonly severity: string;
  readonly facts: readonly string[];
  readonly component: string;
}

/** Every rule of the contract. */
export const rules: readonly Rule[] = Object.entries(schemas).flatMap(([component, schema]) =>
  ((object(schema)["x-validations"] ?? []) as readonly Omit<Rule, "component">[]).map((rule) => ({ ...rule, component })),
);

/** The mappings below `components` whose `x-table` is this number, by section and name. */
export function ofTable(table: number, sections: readonly string[]): [string, Json][] {
  return sections.flatMap((section) =>
    Object.entries(object(contract, "components", section))
      .map(([name, value]): [string, Json] => [name, object(value)])
      .filter(([, value]) => value["x-table"] === table),
  );
}
