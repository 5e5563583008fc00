import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cover, isBase64, isBase64Text, outline, repeatedKeys, sum, textLength } from "../../../src/validation/cel-functions.js";
import { hasFormat } from "../../../src/validation/formats.js";

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

describe("cel functions", () => {
  describe("CEL functions", () => {
    test("isBase64Text", () => {
      expect(["", "YQ==", "5rWL6K+V", "8J+Yig=="].map(isBase64Text)).toEqual([true, true, true, true]);
      expect(["YQ=", "/A==", "5g==", "wIA="].map(isBase64Text)).toEqual([false, false, false, false]);
    });

    test.each([
      [[0, 0, 1500, 1500, 1920, 1080], { width: 1920, height: 1920 }],
      [[0, 0, 1700, 1080, 1920, 1080], { width: 1920, height: 1220 }],
      [[-100, 0, 1920, 1000, 1920, 1080], { width: 2074, height: 1080 }],
      [[0, 0, 1920, 1080, 1920, 1080], { width: 1920, height: 1080 }],
    ] as const)("cover(%j)", ([dx, dy, width, height, canvasWidth, canvasHeight], size) => {
      expect(cover(dx, dy, width, height, canvasWidth, canvasHeight)).toEqual(size);
    });

    test("cover returns a size that covers the canvas and keeps the aspect ratio within a pixel", () => {
      const length = fc.integer({ min: 1, max: 7680 });
      const offset = fc.integer({ min: -5760, max: 0 });
      fc.assert(
        fc.property(offset, offset, length, length, (dx, dy, width, height) => {
          const size = cover(dx, dy, width, height, 1920, 1080);
          expect(dx + size.width).toBeGreaterThanOrEqual(1920);
          expect(dy + size.height).toBeGreaterThanOrEqual(1080);
          expect(Math.abs(size.width * height - size.height * width)).toBeLessThanOrEqual(Math.max(width, height));
        }),
      );
    });

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
      ['<?xml version="1.0" encoding="utf-8"?>\n<speak>a</speak>', 2],
      ['<?xml version="1.0"?>a', 22],
      ["<speak>a < b</speak>", 5],
    ];
    test.each(textLengths)("the text length of %j is %i", (text, length) => expect(textLength(text)).toBe(length));
  });
});
