import { describe, expect, test } from "vitest";
import { equal, findDuplicateIndex, isMultipleOf, isObject, keysOf } from "../../../src/core/json-equal.js";
import { escapeSegment, parsePointer } from "../../../src/core/pointer.js";
import { codePoints, didYouMean, findClosestName, quoteArgument } from "../../../src/core/strings.js";

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
});

describe("JSON Pointer", () => {
  test("escapes and parses segments", () => {
    expect(["a", "a/b", "a~b", "~1", "~/~"].map(escapeSegment)).toEqual(["a", "a~1b", "a~0b", "~01", "~0~1~0"]);
    expect(parsePointer("")).toEqual([]);
    expect(parsePointer("/")).toEqual([""]);
    expect(parsePointer("/a~1b/~01/~0")).toEqual(["a/b", "~1", "~"]);
  });
});

test("didYouMean names a similar name, one that contains four letters or more, or the fallback", () => {
  const names = ["create-and-wait", "list"];
  expect(didYouMean("lsit", names, "none")).toBe("Did you mean list?");
  expect(didYouMean("WAIT", names, "none")).toBe("Did you mean create-and-wait?");
  expect(didYouMean("wai", names, "none")).toBe("none");
  expect(didYouMean("abcd", names, "none")).toBe("none");
});

test("quoteArgument shows at most 40 characters before an equals sign", () => {
  expect(quoteArgument("--key=secret")).toBe('"--key"');
  expect(quoteArgument("a".repeat(40))).toBe(`"${"a".repeat(40)}"`);
  expect(quoteArgument("a".repeat(41))).toBe(`"${"a".repeat(40)}..."`);
});
