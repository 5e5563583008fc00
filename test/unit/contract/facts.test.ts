import { fileURLToPath } from "node:url";
import { type ASTNode, parse } from "@marcbachmann/cel-js";
import { describe, expect, test } from "vitest";
import { checks } from "../../../generated/checks.js";
import { type ExpectedIssue, readCorpus } from "../../../scripts/docs/corpus.js";
import type { Fix, Issue } from "../../../src/core/issue.js";
import { contract, getObject, getPath, issueLines, type Json, readGolden, rules, schemas, VIDEO } from "../helpers/contract.js";

/** Documented constraints by id. */
const facts: readonly [string, Json][] = Object.entries(getObject(contract, "x-facts")).map(([id, fact]) => [id, getObject(fact)]);
const upTo = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}-${String(i + 1).padStart(2, "0")}`);

test("has an entry for every documented constraint", () => {
  expect(facts.map(([id]) => id)).toEqual([...upTo("R", 50), ...upTo("C", 18), ...upTo("X", 11), ...upTo("A", 14)]);
});

test("every entry has a text, and is enforced or has a reason why not", () => {
  const ruled = new Set(rules.flatMap(({ facts }) => facts));
  for (const [id, { says, held, open, ...rest }] of facts) {
    expect({ id, says, rest }).toEqual({ id, says: expect.stringMatching(/\S/), rest: {} });
    expect({ id, covered: held !== undefined || open !== undefined || ruled.has(id) }).toEqual({ id, covered: true });
  }
});

test.each(facts.flatMap(([id, { held = [] }]) => (held as string[]).map((path) => ({ id, path }))))(
  "$id is enforced by $path",
  ({ path }) => {
    const [component = "", property] = path.split(".");
    const held = property === undefined ? parameterOrScheme(component) : getPath(schemas, component, "properties", property);
    const keywords = ["minimum", "maximum", "minLength", "maxLength", "enum", "default", "pattern", "x-pattern", "required", "in"];
    expect(keywords.filter((keyword) => getObject(held)[keyword] !== undefined)).not.toEqual([]);
  },
);

test("rules refer to documented constraint ids only", () => {
  const known = new Set(facts.map(([id]) => id));
  const unknown = rules.flatMap(({ id, facts }) =>
    facts.filter((fact) => !known.has(fact) && !/^[GTP]-\d+$/.test(fact)).map((fact) => `${id} ${fact}`),
  );
  expect(unknown).toEqual([]);
});

/** A parameter merged with its schema, or a security scheme. */
function parameterOrScheme(name: string): unknown {
  const parameter = getObject(contract, "components", "parameters")[name];
  return parameter === undefined
    ? getPath(contract, "components", "securitySchemes", name)
    : { ...getObject(parameter), ...getObject(parameter, "schema") };
}

describe("the table of facts", () => {
  const facts = Object.entries(getObject(contract, "x-facts")).map(
    ([id, fact]) => ({ id, ...getObject(fact) }) as { id: string; held?: string[]; open?: string },
  );
  const BOUNDS = ["minimum", "maximum", "minLength", "maxLength", "enum", "default"];

  test("every property with a bound, enum or default belongs to exactly one documented constraint", () => {
    const createSchemas = ["OutputAssetConfig", "ActionConfig"];
    const bounded = Object.entries(schemas)
      .filter(([name, schema]) => getObject(schema)["x-table"] !== "none" || createSchemas.includes(name))
      .flatMap(([component, schema]) =>
        Object.entries(getObject(getObject(schema).properties ?? {}))
          .filter(([, property]) => BOUNDS.some((keyword) => getObject(property)[keyword] !== undefined))
          .map(([property]) => `${component}.${property}`),
      );
    const held = facts.flatMap(({ held = [] }) => held).filter((path) => path.includes("."));
    expect(held.sort()).toEqual(bounded.sort());
  });

  test("constraints of parameters and headers name their component", () => {
    const named = facts.flatMap(({ id, held = [] }) => held.filter((path) => !path.includes(".")).map((path) => `${id} ${path}`));
    expect(named).toEqual([
      "R-01 ShowScript",
      "R-02 SignatureDate",
      "R-03 AppUserId",
      "R-50 ListOffset",
      "R-50 ListLimit",
      ...["Token", "Signature", "SignatureDate", "SignatureProject"].map((name) => `C-17 ${name}`),
    ]);
  });

  test("constraints that are not fully enforced have a reason", () => {
    const open = facts.filter(({ open }) => open !== undefined).map(({ id }) => id);
    const creation = ["X-08", "X-10", "X-11"];
    const account = ["C-05", "X-09", "A-05", "A-07", "A-10"];
    expect(open.sort()).toEqual([...creation, ...account].sort());
  });
});

describe("values of the SDKs", () => {
  test("accepts any file extension for a codec listed by the SDKs only", () => {
    const urlIssues = (output_external_url: string) =>
      issueLines("VideoConfig", { ...VIDEO, codec: "VP9", output_external_url }, "request");
    for (const name of ["video.mp4", "video.webm", "video.mov", "video"]) {
      expect(urlIssues(`https://example.com/${name}`)).toEqual([
        "note output-url-whitelist /output_external_url",
        "warning undocumented /codec",
      ]);
    }
  });
});

describe("corpus", () => {
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
});

describe("rule rows", () => {
  /** One row of the golden list of rules. */
  interface Row {
    readonly id: string;
    readonly component: string;
    readonly severity: string;
    readonly reason: string;
    readonly source: string;
    readonly facts: readonly string[];
    readonly message: string;
  }

  const rows = readGolden("rules") as readonly Row[];
  const actual = Object.entries(schemas).flatMap(([component, schema]) =>
    ((getObject(schema)["x-validations"] ?? []) as readonly Readonly<Record<string, unknown>>[]).map((rule) => ({ component, ...rule })),
  );

  test("the rules are those of the golden list, in the same order", () => {
    expect(actual.map((rule) => (rule as unknown as Row).id)).toEqual(rows.map(({ id }) => id));
  });

  test.each(rows)("rule $id matches the golden list and has a hint", (row) => {
    expect(actual.find((rule) => (rule as unknown as Row).id === row.id)).toMatchObject({ ...row, hint: expect.stringMatching(/\S/) });
  });

  describe("no expression stands twice", () => {
    const components = Object.entries(schemas).map(([name, schema]) => ({ name, texts: expressionsOf(getObject(schema)) }));
    test.each(components.filter(({ texts }) => texts.length > 1))("in the rules of $name", ({ texts }) => {
      const parts = texts.flatMap((text) => longParts(text));
      expect(parts.filter((part, i) => parts.indexOf(part) !== i)).toEqual([]);
    });
  });

  /** CEL texts of the variables and rules of a schema. */
  function expressionsOf(schema: Json): string[] {
    const list = (key: string, of: Json = schema): readonly Json[] => (of[key] ?? []) as readonly Json[];
    const rules = list("x-validations").flatMap((rule) => [
      ...[rule.rule, rule.messageExpression],
      ...list("fixes", rule).flatMap(({ value, when }) => [value, when]),
    ]);
    return [...list("x-variables").map(({ expression }) => expression), ...rules].filter((text) => typeof text === "string");
  }

  /** The parts of an expression with more than 40 characters, without guards (`||`) and texts, which repeat for a reason. */
  function longParts(text: string): string[] {
    const visit = (value: unknown): string[] => {
      if (Array.isArray(value)) return value.flatMap(visit);
      if (typeof value !== "object" || value === null || !("op" in value)) return [];
      const { op, start, end, args } = value as ASTNode;
      const part = text.slice(start, end).replace(/\s+/g, " ");
      const counts = part.length > 40 && !["||", "value", "id", "."].includes(op) && !part.startsWith('"');
      return [...(counts ? [part] : []), ...visit(args)];
    };
    return visit(parse(text).ast);
  }
});
