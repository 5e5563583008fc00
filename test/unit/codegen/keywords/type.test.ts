import { expect, test } from "vitest";
import { jsonTypeOf, jsonTypesOf } from "../../../../scripts/codegen/keywords/type.js";
import { SchemaReader } from "../../../../scripts/codegen/model/schema.js";
import { readDocument } from "../../../../scripts/codegen/parse/document.js";

const typesOf = (schema: unknown): string => {
  const reader = new SchemaReader(readDocument("schema.json", JSON.stringify(schema)));
  return [...jsonTypesOf(reader.read("", reader.document.value))].sort().join(" ");
};
const ALL = "array boolean integer null number object string";

test.each([
  [{}, ALL],
  [true, ALL],
  [false, ""],
  [{ type: "string" }, "string"],
  [{ type: ["number", "null"] }, "integer null number"],
  [{ type: "integer" }, "integer"],
  [{ const: 1 }, "integer"],
  [{ enum: ["a", null, [1], { a: 1 }] }, "array null object string"],
  [{ type: "string", enum: ["a", 1] }, "string"],
  [{ $ref: "#/$defs/a", $defs: { a: { type: "boolean" } } }, "boolean"],
  [{ allOf: [{ type: ["string", "null"] }, { type: ["null", "array"] }] }, "null"],
  [{ anyOf: [{ type: "string" }, { type: "null" }] }, "null string"],
  [{ oneOf: [{ type: "string" }, { const: 0.5 }] }, "number string"],
  [{ $ref: "#" }, ALL],
])("types of the instances of %j", (schema, expected) => expect(typesOf(schema)).toBe(expected));

test("types of values", () => {
  const values = [null, [], {}, 1, 1.5, "a", true];
  expect(values.map(jsonTypeOf)).toEqual(["null", "array", "object", "integer", "number", "string", "boolean"]);
});
