import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { setInText } from "../../../src/cli/apply-json-edits.js";
import { type JsonNode, JsonTextError, locate, repeatedNames } from "../../../src/cli/json-ast.js";
import { escapeSegment } from "../../../src/core/pointer.js";

/** The value that the nodes say, read from the text itself. */
function rebuilt(text: string, { start, end, members, list }: JsonNode): unknown {
  if (members === undefined) return JSON.parse(text.slice(start, end));
  if (list) return members.map(({ value }) => rebuilt(text, value));
  return Object.fromEntries(members.map(({ key, value }) => [key, rebuilt(text, value)]));
}

const accepts = (read: (text: string) => unknown, text: string): boolean => {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
};

describe("where everything stands in a JSON text", () => {
  test("is what JSON.parse reads there, however it is laid out", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom("", " ", "  ", "\t"), (value, indent) => {
        const text = `\n${JSON.stringify(value, null, indent)} \n`;
        expect(rebuilt(text, locate(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test("the same texts are JSON as for JSON.parse", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      "01",
      "1.5e3",
      "true",
      "nul",
      "null",
      " ",
      "\\",
      "\u0001",
      "\u00a0",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const text = parts.join("");
        expect([text, accepts(locate, text)]).toEqual([text, accepts(JSON.parse, text)]);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["", 1, 1, "the text ends where a value was expected"],
    ['{"a": 1,}', 1, 9, "expected a name in quotes (no comma before the end)"],
    ['{\n  "a" 1\n}', 2, 7, "expected a colon"],
    ['{"a": "b\nc"}', 1, 7, "expected a string that is closed on its line, with known escapes"],
    ["[1 2]", 1, 4, "expected a comma or ]"],
    ["{} x", 1, 4, "expected nothing more"],
    ["{'a': 1}", 1, 2, "expected a name in quotes"],
    ["[".repeat(100_000), 1, 502, "expected no more than 500 levels"],
  ])("%j: a fault has its line and column", (text, line, column, message) => {
    expect(() => locate(text)).toThrow(JsonTextError);
    expect(() => locate(text)).toThrow(expect.objectContaining({ line, column, message }));
  });

  test("names that stand twice are told", () => {
    expect(repeatedNames(locate('{"a": 1, "b": [{"c/d": 1, "c/d": 2}], "a": 3}'))).toEqual(["/b/0/c~1d", "/a"]);
  });
});

describe("a value is put in and nothing else changes", () => {
  test.each([
    ['{ "a":1,\n\t"b" : 2 }\n', "/b", 30, '{ "a":1,\n\t"b" : 30 }\n'],
    ['{\n  "a": 1\n}', "/b", 2, '{\n  "a": 1,\n  "b": 2\n}'],
    ['{\r\n\t"a": 1\r\n}\r\n', "/b", { c: 2 }, '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 2\r\n\t}\r\n}\r\n'],
    ['{"a":1}', "/b/c", 2, '{"a":1,"b":{"c":2}}'],
    ["{}", "/a", "x", '{"a": "x"}'],
    ['[1, {"a": 1}]', "/1/a", null, '[1, {"a": null}]'],
    ["[1, 2]", "/2", 3, "[1, 2, 3]"],
    ["[1, 2]", "/7", 3, "[1, 2]"],
    ['{"a": 1}', "/a/b", 2, '{"a": 1}'],
    ['{"a": 1, "a": 2}', "/a", 3, '{"a": 1, "a": 3}'],
    ['{"big": 12345678901234567890, "a/b": 1}', "/a~1b", 2, '{"big": 12345678901234567890, "a/b": 2}'],
    ["1", "", 2, "2"],
  ])("%j at %s", (text, pointer, value, expected) => expect(setInText(text, pointer, value)).toBe(expected));

  test("for every object, name, value and layout", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
        fc.string().filter((name) => name !== "__proto__"),
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom("", "  ", "\t"),
        (object, name, value, indent) => {
          const after = setInText(JSON.stringify(object, null, indent), `/${escapeSegment(name)}`, value);
          expect(JSON.parse(after)).toEqual(JSON.parse(JSON.stringify({ ...object, [name]: value })));
          const names = Object.keys(JSON.parse(after) as object);
          expect(names.filter((key) => key !== name)).toEqual(Object.keys(object).filter((key) => key !== name));
        },
      ),
    );
  });
});
