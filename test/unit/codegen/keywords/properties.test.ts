// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a malicious document
import { keywordTable, withOwnProperty } from "../../helpers/keyword-table.js";

const two = { type: "object", properties: { a: { type: "string" }, b: { type: "integer", maximum: 5 } }, required: ["a"] };

keywordTable("properties", [
  ["valid properties", two, { a: "x", b: 5 }, []],
  ["reports each property", two, { a: 1, b: 6 }, ["type /a", "range /b"]],
  ["missing required property", two, { b: 1 }, ["required /a"]],
  ["undefined required property", two, { a: undefined }, ["required /a"]],
  ["undefined optional property", two, { a: "x", b: undefined }, []],
  ["null for an optional property", two, { a: "x", b: null }, ["null /b"]],
  ["null for a required property", two, { a: null }, ["type /a"]],
  ["null for a false schema", { type: "object", properties: { a: false } }, { a: null }, ["never /a"]],
  ["null for an enum without type", { type: "object", properties: { a: { enum: ["x"] } } }, { a: null }, ["enum /a"]],
  ["null for an optional object", { type: "object", properties: { a: two } }, { a: null }, ["null /a"]],
  ["null for a required object", { type: "object", properties: { a: two }, required: ["a"] }, { a: null }, ["type /a"]],
  ["null for a nullable object", { type: "object", properties: { a: { ...two, type: ["object", "null"] } } }, { a: null }, []],
  ["accepts other properties", two, { a: "x", c: Symbol("c") }, []],
  ["not an object", two, ["x"], ["type "]],
  [
    "required property with a reference",
    { properties: { a: { $ref: "#/$defs/s" } }, required: ["a"], $defs: { s: { type: "string" } } },
    {},
    ["required /a"],
  ],
  ["required property with an empty schema", { type: "object", properties: { a: {} }, required: ["a"] }, {}, ["required /a"]],
  ["required property with a true schema", { type: "object", properties: { a: true }, required: ["a"] }, { a: null }, []],
  ["false rejects the value", { type: "object", properties: { a: false } }, { a: 1 }, ["never /a"]],
  ["false accepts an absent property", { type: "object", properties: { a: false } }, { a: undefined }, []],
  ["required property with a false schema", { type: "object", properties: { a: false }, required: ["a"] }, {}, ["required /a"]],
  ["escapes pointers", { type: "object", properties: { "a/~b": { type: "string" } } }, { "a/~b": 1 }, ["type /a~1~0b"]],
  ["empty property name", { type: "object", properties: { "": { type: "string" } } }, { "": 1 }, ["type /"]],
  [
    "quotes and separators in a name",
    { type: "object", properties: { "\"'`${x}\u2028\n": { type: "string" } } },
    { "\"'`${x}\u2028\n": 1 },
    ["type /\"'`${x}\u2028\n"],
  ],
  ["inherited toString counts as absent", { type: "object", properties: { toString: { type: "string" } } }, {}, []],
  ["own toString of the wrong type", { type: "object", properties: { toString: { type: "string" } } }, { toString: 1 }, ["type /toString"]],
  [
    "inherited constructor is required",
    { type: "object", properties: { constructor: {} }, required: ["constructor"] },
    {},
    ["required /constructor"],
  ],
  ["inherited __proto__ counts as absent", { type: "object", properties: withOwnProperty("__proto__", { type: "string" }) }, {}, []],
  [
    "own __proto__ of the wrong type",
    { type: "object", properties: withOwnProperty("__proto__", { type: "string" }) },
    withOwnProperty("__proto__", 1),
    ["type /__proto__"],
  ],
  ["own hasOwnProperty", { type: "object", properties: { a: { type: "string" } } }, { hasOwnProperty: 1, a: 2 }, ["type /a"]],
  ["object without a prototype", two, Object.assign(Object.create(null), { a: "x" }), []],
  ["nested objects", { type: "object", properties: { a: two } }, { a: { a: 1 } }, ["type /a/a"]],
  ["ignores other types", { properties: { length: { type: "string" } } }, [1, 2], []],
]);
