import fc from "fast-check";
import { expect, test } from "vitest";
import { code } from "../../../../scripts/codegen/code.js";
import { emitAll } from "../../../../scripts/codegen/generate.js";
import { applicator, assertion, subschema } from "../../../../scripts/codegen/keywords/keyword.js";
import { readContract } from "../../../../scripts/codegen/model/contract.js";
import { subschemasOf } from "../../../../scripts/codegen/model/schema-children.js";
import { readDocument } from "../../../../scripts/codegen/parse/document.js";
import { partsOf } from "../../../../scripts/lint/contract-walk.js";
import { keywordArbitrary, PORTABLE_POOL } from "../../../fuzz/arbitrary.js";
import { compileSchema } from "../../../helpers/compile-schema.js";
import { withKeyword } from "../../helpers/pipeline.js";
import { createDocument } from "../../helpers/rules.js";

const divides = assertion({
  name: "divides",
  section: "6.2.9",
  valueType: "positive",
  instanceType: "number",
  violation: ({ keywordValue, value }) => code`${Number(keywordValue)} % ${value} !== 0`,
  report: "reportMultipleOf",
});

const everyValue = applicator({
  name: "everyValue",
  section: "10.3.9",
  valueType: "schema",
  instanceType: "object",
  subschemas: { applyTo: "child", issues: "none" },
  test: ({ emitter, node, value }) => [
    {
      statement: code`for (const x of Object.values(${value})) if (${emitter.violation(node.child("everyValue"), code`x`)}) return false;`,
    },
  ],
  report: (context) => ({ name: "reportFalseSchema", expected: subschema(context, "everyValue") }),
});

test("a new assertion is one entry: its value is checked, it is compiled and covered", () => {
  withKeyword(divides, () => {
    const { is, validate } = compileSchema({ type: "integer", divides: 12 });
    expect([is(4), is(5)]).toEqual([true, false]);
    expect(validate(5)).toMatchObject([{ code: "multiple", path: "" }]);
    expect(() => compileSchema({ divides: 0 })).toThrow("divides must be a number greater than 0");
    const document = readDocument(
      "t.json",
      JSON.stringify(createDocument({ T: { type: "object", properties: { n: { type: "integer", divides: 12 } } } })),
    );
    expect(JSON.parse(emitAll(document).coverage).keywords["#/components/schemas/T/properties/n"].divides).toContain("matchesT");
  });
  expect(() => compileSchema({ divides: 12 })).toThrow("unknown keyword");
});

test("a new applicator is one entry: its subschemas are read, walked, compiled and covered", () => {
  withKeyword(everyValue, () => {
    const schema = { type: "object", everyValue: { type: "string", maxLength: 2 } };
    const { is, validate } = compileSchema(schema);
    expect([is({ a: "ab" }), is({ a: "abc" })]).toEqual([true, false]);
    expect(validate({ a: "abc" })).toMatchObject([{ code: "never", path: "" }]);
    expect(() => compileSchema({ everyValue: { maxLength: "2" } })).toThrow("maxLength must be a non-negative integer");
    const document = readDocument("t.json", JSON.stringify(createDocument({ T: schema })));
    const node = readContract(document).components.get("T") ?? expect.fail("no T");
    expect(subschemasOf(node).map(({ keyword, child }) => [keyword, child.pointer])).toEqual([
      ["everyValue", "/components/schemas/T/everyValue"],
    ]);
    expect(partsOf(document.value).map(({ path }) => path.join("/"))).toContain("components/schemas/T/everyValue");
    expect(JSON.parse(emitAll(document).coverage).keywords["#/components/schemas/T/everyValue"].maxLength).toContain("matchesT");
  });
});

test("the fuzz generator creates values for a new keyword", () => {
  const names = (): Set<string> => new Set(fc.sample(keywordArbitrary(PORTABLE_POOL, 1), { numRuns: 1000, seed: 1 }).map(([name]) => name));
  expect(names()).not.toContain("divides");
  withKeyword(divides, () =>
    withKeyword(everyValue, () => expect([...names()]).toEqual(expect.arrayContaining(["divides", "everyValue"]))),
  );
});
