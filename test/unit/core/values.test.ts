import { describe, expect, test } from "vitest";
import { equal, findDuplicateIndex, isMultipleOf, isObject, keysOf } from "../../../src/core/json-equal.js";
import { escapeSegment, parsePointer } from "../../../src/core/pointer.js";
import { codePoints, findClosestName } from "../../../src/core/strings.js";
import { isBase64, outline, repeatedKeys, sum, textLength } from "../../../src/validation/cel-functions.js";
import { hasFormat } from "../../../src/validation/formats.js";

describe("equal", () => {
  const rows: readonly (readonly [unknown, unknown, boolean])[] = [
    [1, 1, true],
    [0, -0, true],
    [1, "1", false],
    [null, undefined, false],
    [[1, [2]], [1, [2]], true],
    [[1], [1, 1], false],
    [[1], { 0: 1 }, false],
    [{ 0: 1 }, [1], false],
    [new Array(1), [1], false],
    [[1], new Array(1), false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1 }, { b: 1 }, false],
    [{ a: 1 }, { a: 2 }, false],
    [[1, [2]], [[1], 2], false],
    [["a,string b"], ["a", "b"], false],
    [["1"], [1], false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ toString: undefined }, {}, true],
    [{}, null, false],
    [{ valueOf: 1 }, { toString: 1 }, false],
  ];
  test.each(rows)("%j and %j: %s", (a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
    expect(equal(b, a)).toBe(expected);
    expect(findDuplicateIndex([a, b])).toBe(expected ? 1 : -1);
  });

  test("isObject and keysOf", () => {
    expect([{}, Object.create(null), new Date()].map(isObject)).toEqual([true, true, true]);
    expect([null, [], "a", () => 1, undefined].map(isObject)).toEqual([false, false, false, false, false]);
    expect(keysOf({ a: 1, b: undefined, c: null })).toEqual(["a", "c"]);
  });

  test("isMultipleOf", () => {
    expect([isMultipleOf(6, 3), isMultipleOf(7, 3), isMultipleOf(0.3, 0.1), isMultipleOf(0.35, 0.1), isMultipleOf(5e-324, 5e-324)]).toEqual(
      [true, false, true, false, true],
    );
    expect([isMultipleOf(1, 0.1), isMultipleOf(1.5, 0.5), isMultipleOf(1.3, 0.5), isMultipleOf(2.5, 5), isMultipleOf(10.4, 0.4)]).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect([isMultipleOf(Number.NaN, 0.1), isMultipleOf(Number.POSITIVE_INFINITY, 3)]).toEqual([false, false]);
  });
});

describe("strings", () => {
  const lengths: readonly (readonly [string, number])[] = [
    ["", 0],
    ["a", 1],
    ["😀", 1],
    ["a😀b", 3],
    ["\ud83d", 1],
    ["\ude00", 1],
    ["\ude00\ud83d", 2],
    ["\ud83d\ud83d\ude00", 2],
    ["\ud83da", 2],
    ["\ud7ff\udc00", 2],
    ["\ud800\ue000", 2],
    ["\udbff\udfff", 1],
  ];
  test.each(lengths)("%j has %i code points", (text, length) => expect(codePoints(text)).toBe(length));

  const closest: readonly (readonly [string, string | undefined])[] = [
    ["width", "width"],
    ["widht", "width"],
    ["iwdth", "width"],
    ["Width", "width"],
    ["wdth", "width"],
    ["widthh", "width"],
    ["wxdth", "width"],
    ["hight", "height"],
    ["dept", undefined],
    ["w", undefined],
    ["weightless", undefined],
    ["", undefined],
    ["backgroundcolour_confg", "background_color_config"],
  ];
  test.each(closest)("the name closest to %j is %j", (name, expected) =>
    expect(findClosestName(name, ["width", "height", "background_color_config"])).toBe(expected),
  );

  test("prefers the closest name, and the first of several equally close ones", () => {
    expect(findClosestName("aa", ["ab", "ac"])).toBe("ab");
    expect(findClosestName("abcdefgh", ["abcdxxgh", "abcdexgh"])).toBe("abcdexgh");
    expect(findClosestName("backgruond", ["backgrxxnd", "background"])).toBe("background");
    expect(findClosestName("abcd", ["badc", "abdc"])).toBe("abdc");
    expect(findClosestName("abcdef", ["badcfe"])).toBeUndefined();
    expect(findClosestName("abcdefghi", ["badcfeghi"])).toBe("badcfeghi");
    expect(findClosestName("ca", ["abc"])).toBeUndefined();
    expect(findClosestName("abcdef", ["defabc"])).toBeUndefined();
    expect(findClosestName("ab", ["bx"])).toBeUndefined();
    expect(findClosestName("ab", ["xa"])).toBeUndefined();
    expect(findClosestName("", ["a"])).toBe("a");
  });

  const textLengths: readonly (readonly [string, number])[] = [
    ["a<b>c", 5],
    ["<speak>a<b>c</b></speak>", 2],
    ["  <speak version='1'>a</speak>", 3],
    ["<speaker>a</speaker>", 20],
    ["<speak>&lt;&#65;&#x41;&nope</speak>", 8],
    ["x<speak>a</speak>", 17],
    ["<speak>a < b</speak>", 5],
  ];
  test.each(textLengths)("the text length of %j is %i", (text, length) => expect(textLength(text)).toBe(length));
});

describe("CEL functions", () => {
  test("isBase64", () => {
    expect(["", "YQ==", "YWI=", "YWJj", "+/+/"].map(isBase64)).toEqual([true, true, true, true, true]);
    expect(["YQ=", "Y===", "YQ==\n", "YW-_", "YWJjZ", "=YWJ"].map(isBase64)).toEqual([false, false, false, false, false, false]);
  });
  test("sum and repeatedKeys", () => {
    expect([sum([]), sum([1, 2, 3])]).toEqual([0, 6]);
    expect(repeatedKeys([{ a: 1 }, { a: 2 }, { a: 1 }, { a: 1 }, {}, { a: null }, { a: null }, 1, null], "a")).toEqual([2, 3]);
    expect(repeatedKeys([{}, {}], "constructor")).toEqual([]);
  });
  test("outline", () => {
    expect(outline(10, 20, 100, 50, 0)).toEqual({ left: 10, top: 20, right: 110, bottom: 70 });
    expect(outline(10, 20, 100, 50, 360)).toEqual({ left: 10, top: 20, right: 110, bottom: 70 });
    expect(outline(10, 20, 100, 50, 90)).toEqual({ left: 35, top: -5, right: 85, bottom: 95 });
    expect(outline(10, 20, 100, 50, -90)).toEqual({ left: 35, top: -5, right: 85, bottom: 95 });
    expect(outline(0, 0, 100, 100, 45)).toEqual({ left: -20.711, top: -20.711, right: 120.711, bottom: 120.711 });
    expect(outline(0, 0, 100, 50, 30)).toEqual({ left: -5.801, top: -21.651, right: 105.801, bottom: 71.651 });
  });
});

describe("formats", () => {
  const rows: readonly (readonly [format: string, valid: readonly string[], invalid: readonly string[]])[] = [
    [
      "date",
      ["2024-02-29", "2000-02-29", "2023-12-31", "2023-04-30"],
      ["2023-02-29", "2100-02-29", "2023-04-31", "2023-00-10", "2023-13-10", "2023-01-32", "2023-1-01", "x2023-01-01", "2023-01-01x"],
    ],
    [
      "date-time",
      [
        "2024-01-01T00:00:00Z",
        "2024-01-01t23:59:59.123z",
        "2024-12-31T23:59:60Z",
        "2024-12-31T15:59:60-08:00",
        "2025-01-01T07:59:60+08:00",
        "2025-01-01T05:29:60+05:30",
        "2024-12-31T14:29:60-09:30",
        "2024-01-01T00:00:00+23:59",
      ],
      [
        "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z",
        "2024-01-01T00:00:61Z",
        "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00+00:60",
        "2024-12-31T23:58:60Z",
        "2024-12-31T15:59:60+08:00",
        "2024-02-30T00:00:00Z",
        "2024-01-01 00:00:00Z",
        "2024-01-01T00:00:00",
      ],
    ],
    [
      "uuid",
      ["2eb8aa08-aa98-11ea-b4aa-73b441d16380"],
      [
        "2eb8aa08-aa98-11ea-b4aa73b441d16380",
        "2eb8aa08aa9811eab4aa73b441d16380",
        "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
        " 2eb8aa08-aa98-11ea-b4aa-73b441d16380",
      ],
    ],
    [
      "uri",
      ["a:", "https://u:p@example.com:80/a?b#c", "http://[::1]/", "http://[v1.a]/", "urn:a:b", "a:%41"],
      [
        "",
        "a",
        "//a",
        "1a:b",
        "http://[::1",
        "http://a]b/",
        "http://u[@b/",
        "http://a:b/",
        "http://[zz]/",
        "a:b c",
        "a:%4",
        "a:%zz",
        "a:b#c#d",
        "a:b[c]",
        "a:b?[",
        "a:b#[",
        "a:ü",
      ],
    ],
    ["byte", ["", "YQ=="], ["Y", "YQ=a"]],
    ["unknown", ["anything"], []],
    ["constructor", ["anything"], []],
  ];
  test.each(rows)("%s", (format, valid, invalid) => {
    expect(valid.filter((text) => !hasFormat(format, text))).toEqual([]);
    expect(invalid.filter((text) => hasFormat(format, text))).toEqual([]);
  });
});

describe("JSON Pointer", () => {
  test("escapes and parses segments", () => {
    expect(["a", "a/b", "a~b", "~1", "~/~"].map(escapeSegment)).toEqual(["a", "a~1b", "a~0b", "~01", "~0~1~0"]);
    expect(parsePointer("")).toEqual([]);
    expect(parsePointer("/")).toEqual([""]);
    expect(parsePointer("/a~1b/~01/~0")).toEqual(["a/b", "~1", "~"]);
  });
});
