import { type ASTNode, parse } from "@marcbachmann/cel-js";
import { describe, expect, test } from "vitest";
import { getObject, type Json, readGolden, schemas } from "../helpers/contract.js";

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
