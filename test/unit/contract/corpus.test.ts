import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checks } from "../../../generated/checks.js";
import type { Fix, Issue } from "../../../src/core/issue.js";
import { readText, rules } from "../../helpers/contract.js";

/** Expected rule issue, without the fields that follow from the rule; `found` is the expected `received`, if the instance has it. */
type ExpectedIssue = Pick<Issue, "path" | "severity" | "message"> & {
  readonly rule: string;
  readonly fixes?: readonly Fix[];
  readonly found?: string;
};

/** Corpus file: a value that is valid by its schema, and the rule issues that it must have. */
interface Instance {
  readonly schema: keyof typeof checks;
  readonly value: unknown;
  readonly findings: readonly ExpectedIssue[];
}

const folders = readdirSync(new URL("../../corpus", import.meta.url)).sort();
const files = folders.flatMap((rule) => readdirSync(new URL(`../../corpus/${rule}`, import.meta.url)).map((file) => ({ rule, file })));
const instances = files.map(({ rule, file }) => ({
  rule,
  file,
  refused: file.startsWith("refused-"),
  ...(JSON.parse(readText(`test/corpus/${rule}/${file}`)) as Instance),
}));

test("has one folder for each rule of the contract", () => {
  expect(folders).toEqual(rules.map(({ id }) => id).sort());
});

test.each(folders)("%s has at least two accepted and two refused instances", (rule) => {
  const names = files.filter((file) => file.rule === rule).map(({ file }) => file);
  expect(names.filter((name) => !/^(accepted|refused)-[a-z0-9-]+\.json$/.test(name))).toEqual([]);
  expect(names.filter((name) => name.startsWith("accepted-")).length).toBeGreaterThanOrEqual(2);
  expect(names.filter((name) => name.startsWith("refused-")).length).toBeGreaterThanOrEqual(2);
});

describe("reports exactly the expected issues", () => {
  test.each(instances)("$rule $file", ({ rule, refused, schema, value, findings }) => {
    const issues = checks[schema](value);
    expect(issues.filter(({ code }) => code !== "rule")).toEqual([]);
    expect(issues.map(toExpected).sort(byRuleAndPath)).toEqual(findings.map(({ found, ...rest }) => rest).sort(byRuleAndPath));
    expect(findings.some((issue) => issue.rule === rule)).toBe(refused);
  });
});

describe("reports each received value once", () => {
  const expectations = instances.flatMap(({ findings, ...instance }) => findings.map((issue) => ({ ...instance, ...issue })));
  test.each(expectations.filter(({ found }) => found !== undefined))("$rule $file", ({ schema, value, rule, path, found }) => {
    expect(checks[schema](value).flatMap((issue) => (issue.rule === rule && issue.path === path ? [issue.received] : []))).toEqual([found]);
  });
});

describe("the suggested fixes resolve their issues", () => {
  test.each(instances.filter(({ findings }) => findings.some(({ fixes }) => fixes)))("$rule $file", ({ schema, value, findings }) => {
    const fixable = findings.filter(({ fixes }) => fixes !== undefined).map(({ rule }) => rule);
    const fixed: unknown = structuredClone(value);
    for (const fix of findings.flatMap(({ fixes = [] }) => fixes)) setAt(fixed, fix);
    const remaining = checks[schema](fixed);
    expect(remaining.filter(({ code, rule }) => code !== "rule" || fixable.includes(String(rule)))).toEqual([]);
  });
});

function toExpected({ rule = "", path, severity, message, fixes }: Issue): ExpectedIssue {
  return { rule, path, severity, message, ...(fixes ? { fixes } : {}) };
}

function byRuleAndPath(a: ExpectedIssue, b: ExpectedIssue): number {
  const [left, right] = [`${a.rule} ${a.path}`, `${b.rule} ${b.path}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sets the value at a JSON pointer. */
function setAt(root: unknown, { path, value }: Fix): void {
  const keys = path.split("/").slice(1);
  const last = String(keys.pop());
  const parent = keys.reduce((parent, key) => (parent as Record<string, unknown>)[key], root) as Record<string, unknown>;
  parent[last] = value;
}
