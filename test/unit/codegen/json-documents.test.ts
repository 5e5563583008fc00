import { expect, test } from "vitest";
import { ContractError } from "../../../scripts/codegen/parse/diagnostic.js";
import { type Document, parseJson, readDocument } from "../../../scripts/codegen/parse/document.js";

/** Returns the diagnostics of a document as `line:column message`. */
function diagnosticsOf(text: string): readonly string[] {
  const format = ({ diagnostics }: Pick<Document, "diagnostics">): string[] =>
    diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`);
  try {
    return format(readDocument("a.json", text));
  } catch (error) {
    return error instanceof ContractError ? format(error) : expect.fail(String(error));
  }
}

test.each([
  ["an object", '{ "a": { "b": [1, { "c": null }] } }'],
  ["an empty object", "{}"],
  ["keys and strings with quotes and backslashes", '{ "a\\"": 1, "b\\\\": "c\\\\" }'],
  ["the key __proto__", '{ "__proto__": { "a": 1 } }'],
])("parses %s as JSON", (_, text) => {
  expect(parseJson(text)).toEqual({ value: JSON.parse(text) });
  expect(readDocument("a.json", text).value).toEqual(readDocument("a.yaml", `${text} # YAML`).value);
});

test.each([
  ["YAML", "a: 1"],
  ["a duplicate key", '{ "a": 1, "b": { "c": 1, "c": 2 } }'],
  ["a duplicate key in an array", '{ "a": [{ "b": 1, "b": 1 }] }'],
  ["a comment", '{ "a": 1 } # no'],
  ["a trailing comma", '{ "a": 1, }'],
  ["an array", "[1]"],
  ["a string that looks like a key", '{ "a": "\\"b\\": 1" }'],
])("leaves %s to the YAML parser", (_, text) => {
  expect(parseJson(text)).toBeUndefined();
});

test("a string that looks like a key is no duplicate", () => {
  expect(readDocument("a.json", '{ "a": "\\"a\\": 1" }').value).toEqual({ a: '"a": 1' });
});

test("duplicate keys and numbers that JSON cannot represent are reported with their positions", () => {
  expect(diagnosticsOf('{\n  "a": 1,\n  "a": 2\n}')).toEqual([expect.stringMatching(/^3:3 .*a/)]);
  expect(diagnosticsOf('{\n  "a": 1e400\n}')).toEqual([expect.stringMatching(/^2:8 .*Infinity/)]);
});

test("positions of JSON values are those of the text", () => {
  const document = readDocument("a.json", '{\n  "a": {\n    "b": [1,\n      2]\n  }\n}');
  expect(document.at("/a/b/1")).toEqual({ line: 4, column: 7 });
  expect(document.keyAt("/a/b")).toEqual({ line: 3, column: 5 });
  expect(document.at("/a/missing")).toEqual({ line: 2, column: 8 });
});
