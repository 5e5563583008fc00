import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checks } from "../../../generated/checks.js";
import type { Fix, Issue } from "../../../src/core/issue.js";
import { rules, text } from "../../helpers/contract.js";

/** A rule finding, without what follows from the rule's own text; what it found, in the words of the report, where an instance names it. */
type Finding = Pick<Issue, "path" | "severity" | "message"> & {
  readonly rule: string;
  readonly fixes?: readonly Fix[];
  readonly found?: string;
};

/** One file of the corpus: a value that is right by its schema, and the rule findings that it must have. */
interface Instance {
  readonly schema: keyof typeof checks;
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

const folders = readdirSync(new URL("../../corpus", import.meta.url)).sort();
const files = folders.flatMap((rule) => readdirSync(new URL(`../../corpus/${rule}`, import.meta.url)).map((file) => ({ rule, file })));
const instances = files.map(({ rule, file }) => ({
  rule,
  file,
  refused: file.startsWith("refused-"),
  ...(JSON.parse(text(`test/corpus/${rule}/${file}`)) as Instance),
}));

test("every rule of the contract has its folder, and every folder its rule", () => {
  expect(folders).toEqual(rules.map(({ id }) => id).sort());
});

test.each(folders)("%s has two accepted and two refused instances, and nothing else", (rule) => {
  const names = files.filter((file) => file.rule === rule).map(({ file }) => file);
  expect(names.filter((name) => !/^(accepted|refused)-[a-z0-9-]+\.json$/.test(name))).toEqual([]);
  expect(names.filter((name) => name.startsWith("accepted-")).length).toBeGreaterThanOrEqual(2);
  expect(names.filter((name) => name.startsWith("refused-")).length).toBeGreaterThanOrEqual(2);
});

describe("an instance has the findings that it names", () => {
  test.each(instances)("$rule $file", ({ rule, refused, schema, value, findings }) => {
    const issues = checks[schema](value);
    expect(issues.filter(({ code }) => code !== "rule")).toEqual([]);
    expect(issues.map(finding).sort(byPlace)).toEqual(findings.map(({ found, ...rest }) => rest).sort(byPlace));
    expect(findings.some((found) => found.rule === rule)).toBe(refused);
  });
});

describe("a finding tells what it was made of, each value once", () => {
  const telling = instances.flatMap(({ findings, ...instance }) => findings.map((told) => ({ ...instance, ...told })));
  test.each(telling.filter(({ found }) => found !== undefined))("$rule $file", ({ schema, value, rule, path, found }) => {
    expect(checks[schema](value).flatMap((issue) => (issue.rule === rule && issue.path === path ? [issue.received] : []))).toEqual([found]);
  });
});

describe("the computed fixes of an instance fix it", () => {
  test.each(instances.filter(({ findings }) => findings.some(({ fixes }) => fixes)))("$rule $file", ({ schema, value, findings }) => {
    const fixable = findings.filter(({ fixes }) => fixes !== undefined).map(({ rule }) => rule);
    const fixed: unknown = structuredClone(value);
    for (const fix of findings.flatMap(({ fixes = [] }) => fixes)) put(fixed, fix);
    const left = checks[schema](fixed);
    expect(left.filter(({ code, rule }) => code !== "rule" || fixable.includes(String(rule)))).toEqual([]);
  });
});

function finding({ rule = "", path, severity, message, fixes }: Issue): Finding {
  return { rule, path, severity, message, ...(fixes ? { fixes } : {}) };
}

function byPlace(a: Finding, b: Finding): number {
  const [one, other] = [`${a.rule} ${a.path}`, `${b.rule} ${b.path}`];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Puts a value at a JSON Pointer. */
function put(root: unknown, { path, value }: Fix): void {
  const keys = path.split("/").slice(1);
  const last = String(keys.pop());
  const parent = keys.reduce((at, key) => (at as Record<string, unknown>)[key], root) as Record<string, unknown>;
  parent[last] = value;
}
