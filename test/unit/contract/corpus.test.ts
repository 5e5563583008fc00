import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checks } from "../../../generated/checks.js";
import { type ExpectedIssue, readCorpus } from "../../../scripts/docs/corpus.js";
import type { Fix, Issue } from "../../../src/core/issue.js";
import { rules } from "../helpers/contract.js";

const corpus = readCorpus(fileURLToPath(new URL("../../corpus", import.meta.url)));
const instances = [...corpus.values()].flat().map(({ schema, ...instance }) => ({
  ...instance,
  schema: schema as keyof typeof checks,
  label: `${instance.rule} ${instance.refused ? "refused" : "accepted"} ${instance.name}`,
}));

test("has one file for each rule of the contract", () => {
  expect([...corpus.keys()].sort()).toEqual(rules.map(({ id }) => id).sort());
});

test.each([...corpus])("%s has at least two accepted and two refused instances", (_rule, own) => {
  expect(own.map(({ name }) => name).filter((name) => !/^[a-z0-9-]+$/.test(name))).toEqual([]);
  expect(own.filter(({ refused }) => !refused).length).toBeGreaterThanOrEqual(2);
  expect(own.filter(({ refused }) => refused).length).toBeGreaterThanOrEqual(2);
});

describe("reports exactly the expected issues", () => {
  test.each(instances)("$label", ({ rule, refused, schema, value, issues: expected }) => {
    const issues = checks[schema](value);
    expect(issues.filter(({ code }) => code !== "rule")).toEqual([]);
    expect(issues.map(toExpected).sort(byRuleAndPath)).toEqual(expected.map(({ received, ...rest }) => rest).sort(byRuleAndPath));
    expect(expected.some((issue) => issue.rule === rule)).toBe(refused);
  });
});

describe("reports each received value once", () => {
  const expectations = instances.flatMap(({ issues, ...instance }) => issues.map((issue) => ({ ...instance, ...issue })));
  test.each(expectations.filter(({ received }) => received !== undefined))("$label", ({ schema, value, rule, path, received }) => {
    expect(checks[schema](value).flatMap((issue) => (issue.rule === rule && issue.path === path ? [issue.received] : []))).toEqual([
      received,
    ]);
  });
});

describe("the suggested fixes resolve their issues", () => {
  test.each(instances.filter(({ issues }) => issues.some(({ fixes }) => fixes)))("$label", ({ schema, value, issues }) => {
    const fixable = issues.filter(({ fixes }) => fixes !== undefined).map(({ rule }) => rule);
    const fixed: unknown = structuredClone(value);
    for (const fix of issues.flatMap(({ fixes = [] }) => fixes)) setAt(fixed, fix);
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
