import { describe, expect, test } from "vitest";
import { isBase64, outline, repeatedKeys, sum, textLength } from "../../../src/validation/cel-functions.js";

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
