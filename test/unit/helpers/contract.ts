import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { checks } from "../../../generated/checks.js";
import type { Issue } from "../../../src/core/issue.js";
import { classifyIssues, type Direction } from "../../../src/validation/classify-issues.js";

/** Object of the contract with unknown values. */
export type Json = Readonly<Record<string, unknown>>;

/** Reads a file; the path is relative to the repository root. */
export const readText = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

/** Reads a file of test/golden. */
export const readGolden = (name: string): unknown => JSON.parse(readText(`test/golden/${name}.json`));

/** The parsed contract. */
export const contract: Json = getObject(parse(readText("openapi.yaml"), { version: "1.2" }));

/** Returns the value at a path of keys; throws if a key is missing. */
export function getPath(root: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce((value, key) => {
    const child = getObject(value)[key];
    if (child === undefined) throw new Error(`the contract has no ${keys.join(" > ")} (${key} is missing)`);
    return child;
  }, root);
}

/** Returns the object at a path of keys; throws if it is not an object. */
export function getObject(value: unknown, ...keys: readonly string[]): Json {
  const child = getPath(value, ...keys);
  if (typeof child !== "object" || child === null || Array.isArray(child)) throw new Error(`${keys.join(" > ")} is not an object`);
  return child as Json;
}

export const schemas: Json = getObject(contract, "components", "schemas");
export const operation: Json = getObject(contract, "paths", "/v1/{project_id}/2d-digital-human-videos/{job_id}", "get");

/** One `x-validations` entry with the name of its component. */
export interface Rule {
  readonly id: string;
  readonly severity: string;
  readonly facts: readonly string[];
  readonly component: string;
}

/** All rules of the contract. */
export const rules: readonly Rule[] = Object.entries(schemas).flatMap(([component, schema]) =>
  ((getObject(schema)["x-validations"] ?? []) as readonly Omit<Rule, "component">[]).map((rule) => ({ ...rule, component })),
);

/** Returns the components of the given sections whose `x-table` is this number. */
export function componentsOfTable(table: number, sections: readonly string[]): [string, Json][] {
  return sections.flatMap((section) =>
    Object.entries(getObject(contract, "components", section))
      .map(([name, value]): [string, Json] => [name, getObject(value)])
      .filter(([, value]) => value["x-table"] === table),
  );
}

/** Returns the issues of a value as sorted lines: `error code-or-rule path`, or `skipped rule` for a rule that was not evaluated. */
export function issueLines(schema: keyof typeof checks, value: unknown, direction: Direction): string[] {
  const { errors, rest, notes } = classifyIssues(checks[schema](value), direction);
  const line = (kind: string) => (issue: Issue) =>
    issue.code === "skipped" ? `skipped ${issue.rule}` : `${kind} ${issue.rule ?? issue.code} ${issue.path}`;
  return [
    ...errors.map(line("error")),
    ...rest.map(line(direction === "request" ? "warning" : "drift")),
    ...notes.map(line("note")),
  ].sort();
}

/** The documented example with the given top-level properties replaced. */
export const exampleTask = (changes: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  ...(readGolden("page-example") as Readonly<Record<string, unknown>>),
  state: "SUCCEED",
  video_config: VIDEO,
  shoot_scripts: [{ sequence_no: 0, shoot_script: SCENE }],
  ...changes,
});

/** Video settings without issues. */
export const VIDEO = { bitrate: 5000, width: 1920, height: 1080 };

/** A scene without issues. */
export const SCENE = { text_config: { text: "Hello." } };
