// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a malicious document
import { keywordTable, withOwnProperty } from "../../helpers/pipeline.js";

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
