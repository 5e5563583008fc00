// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a malicious document
import { describe, expect, test } from "vitest";
import { jsonTypeOf, jsonTypesOf } from "../../../../scripts/codegen/keywords/type.js";
import { SchemaReader } from "../../../../scripts/codegen/model/schema.js";
import { readDocument } from "../../../../scripts/codegen/parse/document.js";
import { keywordTable, withOwnProperty } from "../../helpers/pipeline.js";

keywordTable("minimum", [
  ["one below", { type: "integer", minimum: 5 }, 4, ["range "]],
  ["at", { type: "integer", minimum: 5 }, 5, []],
  ["one above", { type: "integer", minimum: 5 }, 6, []],
  ["-0 equals 0", { type: "integer", minimum: 0 }, -0, []],
  ["NaN is not a number", { type: "number", minimum: 5 }, Number.NaN, ["type "]],
  ["NaN without a type", { minimum: 5 }, Number.NaN, ["range "]],
  ["Infinity is not a number", { type: "number", minimum: 5 }, Number.POSITIVE_INFINITY, ["type "]],
  ["Infinity is not an integer", { type: "integer", minimum: 5 }, Number.POSITIVE_INFINITY, ["type "]],
  ["ignores other types", { minimum: 5 }, [4], []],
  ["single bound, beyond 32 bits", { type: "integer", minimum: 0 }, 2147483648, []],
  ["below a minimum of -2 ** 31 - 1", { type: "integer", minimum: -2147483649, maximum: 0 }, -2147483649, []],
  ["number with both bounds", { type: "number", minimum: 0, maximum: 9 }, 0.5, []],
  ["string with both bounds", { type: "number", minimum: 0, maximum: 9 }, "5", ["type "]],
  ["Infinity with one bound", { type: "number", minimum: 0 }, Number.POSITIVE_INFINITY, ["type "]],
  ["-2 ** 31", { type: "integer", minimum: -2147483648, maximum: 0 }, -2147483648, []],
  ["below -2 ** 31", { type: "integer", minimum: -2147483648, maximum: 0 }, -2147483649, ["range "]],
]);

keywordTable("exclusiveMinimum", [
  ["one below", { type: "integer", exclusiveMinimum: 5 }, 4, ["range "]],
  ["at", { type: "integer", exclusiveMinimum: 5 }, 5, ["range "]],
  ["one above", { type: "integer", exclusiveMinimum: 5 }, 6, []],
  ["smallest positive number", { type: "number", exclusiveMinimum: 0 }, Number.MIN_VALUE, []],
  ["0 is not above -0", { type: "number", exclusiveMinimum: -0 }, 0, ["range "]],
  ["NaN", { exclusiveMinimum: 5 }, Number.NaN, ["range "]],
  ["ignores other types", { exclusiveMinimum: 5 }, true, []],
]);

keywordTable("maximum", [
  ["one below", { type: "integer", maximum: 5 }, 4, []],
  ["at", { type: "integer", maximum: 5 }, 5, []],
  ["one above", { type: "integer", maximum: 5 }, 6, ["range "]],
  ["just above", { type: "number", maximum: 0.3 }, 0.1 + 0.2, ["range "]],
  ["0 equals -0", { type: "number", maximum: -0 }, 0, []],
  ["-0", { type: "integer", maximum: 0 }, -0, []],
  ["NaN is not a number", { type: "number", maximum: 5 }, Number.NaN, ["type "]],
  ["NaN without a type", { maximum: 5 }, Number.NaN, ["range "]],
  ["-Infinity is not a number", { type: "number", maximum: 5 }, Number.NEGATIVE_INFINITY, ["type "]],
  ["-Infinity with both bounds", { type: "number", minimum: -5, maximum: 5 }, Number.NEGATIVE_INFINITY, ["type "]],
  ["largest number", { type: "number", maximum: Number.MAX_VALUE }, Number.MAX_VALUE, []],
  ["ignores other types", { maximum: 5 }, "6", []],
  ["Number object", { maximum: 5 }, Object(6), []],
  ["beyond 32 bits", { type: "integer", minimum: 0, maximum: 4294967296 }, 4294967297, ["range "]],
  ["2 ** 32 is not 0", { type: "integer", minimum: 0, maximum: 2147483647 }, 4294967296, ["range "]],
  ["single bound, beyond 32 bits", { type: "integer", maximum: 0 }, -2147483649, []],
  ["maximum of 2 ** 31", { type: "integer", minimum: 0, maximum: 2147483648 }, 2147483648, []],
  ["fraction within 32 bits", { type: "integer", minimum: 0, maximum: 10 }, 1.5, ["type "]],
]);

keywordTable("exclusiveMaximum", [
  ["one below", { type: "integer", exclusiveMaximum: 5 }, 4, []],
  ["just below", { type: "number", exclusiveMaximum: 5 }, 4.999999999999999, []],
  ["at", { type: "integer", exclusiveMaximum: 5 }, 5, ["range "]],
  ["one above", { type: "integer", exclusiveMaximum: 5 }, 6, ["range "]],
  ["-0 is not below 0", { type: "number", exclusiveMaximum: 0 }, -0, ["range "]],
  ["NaN", { exclusiveMaximum: 5 }, Number.NaN, ["range "]],
  ["ignores other types", { exclusiveMaximum: 5 }, null, []],
]);

keywordTable("multipleOf", [
  ["multiple", { type: "integer", multipleOf: 4 }, 12, []],
  ["not a multiple", { type: "integer", multipleOf: 4 }, 13, ["multiple "]],
  ["0", { type: "integer", multipleOf: 4 }, 0, []],
  ["-0", { type: "integer", multipleOf: 4 }, -0, []],
  ["negative", { type: "integer", multipleOf: 4 }, -8, []],
  ["0.29 by 0.01", { type: "number", multipleOf: 0.01 }, 0.29, []],
  ["0.291 by 0.01", { type: "number", multipleOf: 0.01 }, 0.291, ["multiple "]],
  ["1e22 by 0.1", { type: "number", multipleOf: 0.1 }, 1e22, []],
  ["1e308 by 0.5", { type: "number", multipleOf: 0.5 }, 1e308, []],
  ["1e-7 by 1e-8", { type: "number", multipleOf: 1e-8 }, 1e-7, []],
  ["1e-8 by 1e-7", { type: "number", multipleOf: 1e-7 }, 1e-8, ["multiple "]],
  ["7.5 by 1.5", { type: "number", multipleOf: 1.5 }, 7.5, []],
  ["NaN without a type", { multipleOf: 2 }, Number.NaN, ["multiple "]],
  ["Infinity without a type", { multipleOf: 2 }, Number.POSITIVE_INFINITY, ["multiple "]],
  ["-Infinity by a fraction", { multipleOf: 0.5 }, Number.NEGATIVE_INFINITY, ["multiple "]],
  ["ignores other types", { multipleOf: 2 }, "3", []],
]);

keywordTable("minLength", [
  ["one below", { type: "string", minLength: 3 }, "ab", ["length "]],
  ["at", { type: "string", minLength: 3 }, "abc", []],
  ["one above", { type: "string", minLength: 3 }, "abcd", []],
  ["two emoji count as two", { type: "string", minLength: 3 }, "😀😀", ["length "]],
  ["three emoji", { type: "string", minLength: 3 }, "😀😀😀", []],
  ["lone surrogates count as one", { type: "string", minLength: 3 }, "\udc00\udc00\udc00", []],
  ["at least one", { type: "string", minLength: 1 }, "", ["length "]],
  ["one emoji", { type: "string", minLength: 1 }, "😀", []],
  ["0 accepts everything", { type: "string", minLength: 0 }, "", []],
  ["ignores other types", { minLength: 3 }, {}, []],
  ["ignores arrays", { minLength: 1 }, [], []],
]);

keywordTable("maxLength", [
  ["one below", { type: "string", maxLength: 3 }, "ab", []],
  ["at", { type: "string", maxLength: 3 }, "abc", []],
  ["one above", { type: "string", maxLength: 3 }, "abcd", ["length "]],
  ["emoji count as one", { type: "string", maxLength: 3 }, "😀😀😀", []],
  ["one emoji too many", { type: "string", maxLength: 3 }, "😀😀😀😀", ["length "]],
  ["two emoji and two letters", { type: "string", maxLength: 3 }, "😀😀ab", ["length "]],
  ["lone surrogates count as one", { type: "string", maxLength: 2 }, "\ud800\ud800", []],
  ["reversed surrogates", { type: "string", maxLength: 2 }, "\ude00\ud83d", []],
  ["three lone surrogates", { type: "string", maxLength: 2 }, "\ud800\ud800\ud800", ["length "]],
  ["joined emoji count as their parts", { type: "string", maxLength: 2 }, "👩‍💻", ["length "]],
  ["empty string", { type: "string", maxLength: 0 }, "", []],
  ["non-empty string with maxLength 0", { type: "string", maxLength: 0 }, "😀", ["length "]],
  ["more than twice as long", { type: "string", maxLength: 3 }, "😀".repeat(10), ["length "]],
  ["ignores other types", { maxLength: 1 }, [1, 2], []],
]);

keywordTable("minItems", [
  ["one below", { type: "array", minItems: 2 }, [1], ["items "]],
  ["at", { type: "array", minItems: 2 }, [1, 2], []],
  ["one above", { type: "array", minItems: 2 }, [1, 2, 3], []],
  ["counts holes", { type: "array", minItems: 2 }, new Array(2), []],
  ["object with a length is not an array", { type: "array", minItems: 1 }, { length: 3 }, ["type "]],
  ["ignores other types", { minItems: 2 }, "a", []],
]);

keywordTable("maxItems", [
  ["one below", { type: "array", maxItems: 2 }, [1], []],
  ["at", { type: "array", maxItems: 2 }, [1, 2], []],
  ["one above", { type: "array", maxItems: 2 }, [1, 2, 3], ["items "]],
  ["counts holes", { type: "array", maxItems: 2 }, new Array(3), ["items "]],
  ["empty array", { type: "array", maxItems: 0 }, [], []],
  ["ignores other types", { maxItems: 0 }, { length: 3 }, []],
]);

keywordTable("minProperties", [
  ["one below", { type: "object", minProperties: 2 }, { a: 1 }, ["properties "]],
  ["at", { type: "object", minProperties: 2 }, { a: 1, b: 2 }, []],
  ["ignores undefined properties", { type: "object", minProperties: 2 }, { a: 1, b: undefined }, ["properties "]],
  ["null counts as present", { type: "object", minProperties: 2 }, { a: 1, b: null }, []],
  ["ignores inherited properties", { type: "object", minProperties: 1 }, Object.create({ a: 1 }), ["properties "]],
  ["ignores symbol keys", { type: "object", minProperties: 1 }, { [Symbol("a")]: 1 }, ["properties "]],
  ["counts own __proto__", { type: "object", minProperties: 1 }, JSON.parse('{"__proto__": 1}'), []],
  ["ignores other types", { minProperties: 2 }, [], []],
]);

keywordTable("maxProperties", [
  ["at", { type: "object", maxProperties: 1 }, { a: 1 }, []],
  ["one above", { type: "object", maxProperties: 1 }, { a: 1, b: 2 }, ["properties "]],
  ["ignores undefined properties", { type: "object", maxProperties: 1 }, { a: 1, b: undefined }, []],
  ["ignores non-enumerable properties", { type: "object", maxProperties: 0 }, Object.defineProperty({}, "a", { value: 1 }), []],
  ["counts own __proto__", { type: "object", maxProperties: 0 }, JSON.parse('{"__proto__": 1}'), ["properties "]],
  ["ignores other types", { maxProperties: 0 }, [1], []],
]);

keywordTable("pattern", [
  ["match", { type: "string", pattern: "^a+$" }, "aaa", []],
  ["no match", { type: "string", pattern: "^a+$" }, "aab", ["pattern "]],
  ["is not anchored", { type: "string", pattern: "b" }, "abc", []],
  ["matches code points", { type: "string", pattern: "^.$" }, "😀", []],
  ["supports Unicode properties", { type: "string", pattern: "^\\p{Lu}$" }, "Ä", []],
  ["keeps no state between values", { type: "array", items: { type: "string", pattern: "a" } }, ["a", "a", "a"], []],
  ["slash and quotes", { type: "string", pattern: "/\"'`" }, "/\"'`", []],
  ["line separator", { type: "string", pattern: "^\u2028$" }, "\u2028", []],
  ["ignores other types", { pattern: "^a$" }, 5, []],
  ["object with toString", { pattern: "^a$" }, { toString: () => "b" }, []],
]);

const format = (name: string) => ({ type: "string", format: name, "x-format-assertion": true });

keywordTable("x-format-assertion", [
  ["annotation only", { type: "string", format: "date" }, "never", []],
  ["x-format-assertion: false", { type: "string", format: "date", "x-format-assertion": false }, "never", []],
  ["date", format("date"), "2024-02-29", []],
  ["day out of range", format("date"), "2023-02-29", ["format "]],
  ["century that is not a leap year", format("date"), "1900-02-29", ["format "]],
  ["month 13", format("date"), "2024-13-01", ["format "]],
  ["day 0", format("date"), "2024-01-00", ["format "]],
  ["date-time", format("date-time"), "2024-12-31T23:59:60Z", []],
  ["invalid leap second", format("date-time"), "2024-12-31T22:59:60Z", ["format "]],
  ["hour 24", format("date-time"), "2024-01-01T24:00:00Z", ["format "]],
  ["date-time without a time zone", format("date-time"), "2024-01-01T00:00:00", ["format "]],
  ["uuid", format("uuid"), "2EB8AA08-AA98-11EA-B4AA-73B441D16380", []],
  ["uuid with an extra character", format("uuid"), "2EB8AA08-AA98-11EA-B4AA-73B441D163800", ["format "]],
  ["uri", format("uri"), "https://example.com/a?b#c", []],
  ["uri without a scheme", format("uri"), "//example.com", ["format "]],
  ["uri with an invalid escape", format("uri"), "https://example.com/%zz", ["format "]],
  ["uri with a space", format("uri"), "https://example.com/a b", ["format "]],
  ["Base64", format("byte"), "YWI=", []],
  ["Base64 without padding", format("byte"), "YWI", ["format "]],
  ["Base64 with the URL-safe alphabet", format("byte"), "YW_-", ["format "]],
  ["ignores other types", { format: "date", "x-format-assertion": true }, 20240101, []],
]);

describe("type", () => {
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
});

describe("values", () => {
  /** More values than an expression compares. */
  const MANY = Array.from({ length: 151 }, (_, i) => i);

  keywordTable("enum", [
    ["an integer of the type number", { type: "number", enum: [1, 2.5] }, 1, []],
    ["one of many values", { enum: MANY }, 150, []],
    ["none of many values", { enum: MANY }, 151, ["enum "]],
    ["an object among many values", { enum: [...MANY, { a: 1 }] }, { a: 1 }, []],
    ["listed", { enum: ["a", "b"] }, "b", []],
    ["not listed", { enum: ["a", "b"] }, "c", ["enum "]],
    ["different case", { enum: ["a"] }, "A", ["enum "]],
    ["0 is not false", { enum: [false] }, 0, ["enum "]],
    ["1 is not true", { enum: [true] }, 1, ["enum "]],
    ["-0 equals 0", { enum: [0] }, -0, []],
    ["null", { enum: [null] }, null, []],
    ["undefined is not null", { enum: [null] }, undefined, ["enum "]],
    ["array, by value", { enum: [[1, { a: 2 }]] }, [1, { a: 2 }], []],
    ["sparse array", { enum: [[1]] }, new Array(1), ["enum "]],
    ["object, in any key order", { enum: [{ a: 1, b: 2 }] }, { b: 2, a: 1 }, []],
    ["object with an additional property", { enum: [{ a: 1 }] }, { a: 1, b: 2 }, ["enum "]],
    ["inherited properties do not count", { enum: [{ toString: 1 }] }, {}, ["enum "]],
    ["empty enum rejects everything", { enum: [] }, "a", ["enum "]],
    ["with type", { type: "string", enum: ["a"] }, 5, ["type "]],
    ["array is not an object", { type: "object", enum: [[1]] }, [1], ["type "]],
    ["enum value of another type", { type: "integer", enum: [1, "a"] }, "a", ["type "]],
    ["alias", { type: "string", enum: ["SUCCEED"], "x-aliases": { SUCCESS: "SUCCEED" } }, "SUCCESS", ["alias "]],
    ["inherited names are not aliases", { enum: ["a"], "x-aliases": { b: "a" } }, "constructor", ["enum "]],
    ["SDK-only value", { type: "string", enum: ["H264"], "x-sdk-values": { VP9: "in one SDK" } }, "VP9", ["undocumented "]],
    ["inherited names are not SDK values", { enum: ["a"], "x-sdk-values": { b: "in one SDK" } }, "constructor", ["enum "]],
  ]);

  keywordTable("const", [
    ["equal", { const: 5 }, 5, []],
    ["5.0 equals 5", { const: 5.0 }, 5, []],
    ["not equal", { const: 5 }, "5", ["const "]],
    ["null", { const: null }, null, []],
    ["undefined is not null", { const: null }, undefined, ["const "]],
    ["NaN is not null", { const: null }, Number.NaN, ["const "]],
    ["-0 equals 0", { const: 0 }, -0, []],
    ["array", { const: [1, [2]] }, [1, [2]], []],
    ["array in another order", { const: [1, 2] }, [2, 1], ["const "]],
    ["sparse array", { const: [1] }, new Array(1), ["const "]],
    ["longer array", { const: [1] }, [1, 1], ["const "]],
    ["object and array differ", { const: { 0: 1 } }, [1], ["const "]],
    ["own __proto__", { const: withOwnProperty("__proto__", 1) }, withOwnProperty("__proto__", 1), []],
    ["missing own __proto__", { const: withOwnProperty("__proto__", 1) }, {}, ["const "]],
    ["unexpected own __proto__", { const: {} }, withOwnProperty("__proto__", 1), ["const "]],
    ["string with all quotes", { const: "\"'`${1}\u2028\\" }, "\"'`${1}\u2028\\", []],
    ["ignores undefined properties", { const: { a: 1 } }, { a: 1, b: undefined }, []],
  ]);
});
