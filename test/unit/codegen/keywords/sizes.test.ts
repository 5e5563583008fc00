import { keywordTable } from "../../helpers/keyword-table.js";

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
