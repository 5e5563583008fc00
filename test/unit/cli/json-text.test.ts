import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeSegment } from "../../../src/core/pointer.js";
import { setJsonValue } from "../../../src/json/apply-fixes.js";
import { duplicateKeys, type JsonNode, JsonSyntaxError, membersOf, parseJson, positionOf } from "../../../src/json/json-text.js";

/** Rebuilds the value from the text ranges of the nodes. */
function rebuildValue(text: string, node: JsonNode): unknown {
  const members = membersOf(node);
  if (node.type === "array") return members.map(({ value }) => rebuildValue(text, value));
  if (node.type === "object") return Object.fromEntries(members.map(({ key, value }) => [key, rebuildValue(text, value)]));
  return JSON.parse(text.slice(node.offset, node.offset + node.length));
}

const accepts = (parse: (text: string) => unknown, text: string): boolean => {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("parseJson", () => {
  test("finds the position of every value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom("", " ", "  ", "\t"), (value, indent) => {
        const text = `\n${JSON.stringify(value, null, indent)} \n`;
        expect(rebuildValue(text, parseJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  test("accepts the same texts as JSON.parse", () => {
    const tokens = fc.constantFrom(
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
      fc.property(fc.array(tokens, { maxLength: 9 }), (parts) => {
        const text = parts.join("");
        expect([text, accepts(parseJson, text)]).toEqual([text, accepts(JSON.parse, text)]);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ["", 1, 1, "unexpected end of input: expected a value"],
    ['{"a": 1,}', 1, 9, "trailing comma: expected a quoted property name"],
    ['{\n  "a" 1\n}', 2, 7, "expected a colon"],
    ['{"a": "b\nc"}', 1, 7, "expected a string that is closed on the same line and has only valid escapes"],
    ["[1 2]", 1, 4, "expected a comma or ]"],
    ["[1, 2", 1, 6, "unexpected end of input: expected a comma or ]"],
    ["[1,]", 1, 4, "trailing comma: expected a value"],
    ["[1 /* one */]", 1, 4, "comments are not allowed"],
    ["[nul]", 1, 2, "expected a value"],
    ["[1 x]", 1, 4, "expected a comma or ]"],
    ["-", 1, 1, "expected a value"],
    ["1.", 1, 1, "expected a number"],
    ["{} x", 1, 4, "expected the end of the input"],
    ['{"a": 1, b: 2}', 1, 10, "expected a quoted property name"],
    ["{'a': 1}", 1, 2, "expected a quoted property name"],
    ["[".repeat(100_000), 1, 501, "expected at most 500 levels of nesting"],
  ])("reports the position of the error in %j", (text, line, column, message) => {
    expect(() => parseJson(text)).toThrow(JsonSyntaxError);
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ position: { line, column }, message }));
  });

  test("finds the position of a property, or of its nearest parent", () => {
    const text = '{\r\n  "a": [1,\n {"b/c": 2}],\n"a": 3}';
    const root = parseJson(text.replace(',\n"a": 3', ""));
    const at = (pointer: string) => Object.values(positionOf(text, root, pointer));
    expect([at(""), at("/a"), at("/a/1"), at("/a/1/b~1c"), at("/a/1/d/e")]).toEqual([
      [1, 1],
      [2, 3],
      [3, 2],
      [3, 3],
      [3, 2],
    ]);
    expect(positionOf(text, parseJson(text), "/a")).toEqual({ line: 4, column: 1 });
  });

  test("duplicateKeys returns their JSON Pointers", () => {
    expect(duplicateKeys(parseJson('{"a": 1, "b": [{"c/d": 1, "c/d": 2}], "a": 3}'))).toEqual(["/b/0/c~1d", "/a"]);
  });
});

describe("setJsonValue changes only the value", () => {
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
  ])("%j at %s", (text, pointer, value, expected) => expect(setJsonValue(text, pointer, value)).toBe(expected));

  test("in any object with any formatting", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
        fc.string().filter((name) => name !== "__proto__"),
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom("", "  ", "\t"),
        (object, name, value, indent) => {
          const after = setJsonValue(JSON.stringify(object, null, indent), `/${escapeSegment(name)}`, value);
          expect(JSON.parse(after)).toEqual(JSON.parse(JSON.stringify({ ...object, [name]: value })));
          const names = Object.keys(JSON.parse(after) as object);
          expect(names.filter((key) => key !== name)).toEqual(Object.keys(object).filter((key) => key !== name));
        },
      ),
    );
  });
});
