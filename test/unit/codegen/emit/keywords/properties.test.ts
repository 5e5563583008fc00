// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a hostile document
import { keywordTable, own } from "../../../../helpers/keyword-table.js";

const two = { type: "object", properties: { a: { type: "string" }, b: { type: "integer", maximum: 5 } }, required: ["a"] };

keywordTable("properties", [
  ["both right", two, { a: "x", b: 5 }, []],
  ["every fault at its place", two, { a: 1, b: 6 }, ["type /a", "range /b"]],
  ["a required one is missing", two, { b: 1 }, ["required /a"]],
  ["undefined is missing", two, { a: undefined }, ["required /a"]],
  ["an optional one is undefined", two, { a: "x", b: undefined }, []],
  ["null for an optional one", two, { a: "x", b: null }, ["null /b"]],
  ["null for a required one", two, { a: null }, ["type /a"]],
  ["null where nothing is allowed", { type: "object", properties: { a: false } }, { a: null }, ["never /a"]],
  ["null for what has only values", { type: "object", properties: { a: { enum: ["x"] } } }, { a: null }, ["enum /a"]],
  ["null for an optional object", { type: "object", properties: { a: two } }, { a: null }, ["null /a"]],
  ["null for a required object", { type: "object", properties: { a: two }, required: ["a"] }, { a: null }, ["type /a"]],
  ["null for an object or null", { type: "object", properties: { a: { ...two, type: ["object", "null"] } } }, { a: null }, []],
  ["others are free", two, { a: "x", c: Symbol("c") }, []],
  ["not an object", two, ["x"], ["type "]],
  [
    "required by reference only",
    { properties: { a: { $ref: "#/$defs/s" } }, required: ["a"], $defs: { s: { type: "string" } } },
    {},
    ["required /a"],
  ],
  ["required without a schema of its own", { type: "object", properties: { a: {} }, required: ["a"] }, {}, ["required /a"]],
  ["required and present without a schema", { type: "object", properties: { a: true }, required: ["a"] }, { a: null }, []],
  ["false forbids", { type: "object", properties: { a: false } }, { a: 1 }, ["never /a"]],
  ["false allows absence", { type: "object", properties: { a: false } }, { a: undefined }, []],
  ["required and forbidden, absent", { type: "object", properties: { a: false }, required: ["a"] }, {}, ["required /a"]],
  ["escapes in pointers", { type: "object", properties: { "a/~b": { type: "string" } } }, { "a/~b": 1 }, ["type /a~1~0b"]],
  ["an empty name", { type: "object", properties: { "": { type: "string" } } }, { "": 1 }, ["type /"]],
  [
    "quotes and separators in a name",
    { type: "object", properties: { "\"'`${x}\u2028\n": { type: "string" } } },
    { "\"'`${x}\u2028\n": 1 },
    ["type /\"'`${x}\u2028\n"],
  ],
  ["toString that is not own", { type: "object", properties: { toString: { type: "string" } } }, {}, []],
  ["toString of the wrong type", { type: "object", properties: { toString: { type: "string" } } }, { toString: 1 }, ["type /toString"]],
  [
    "constructor that is not own but required",
    { type: "object", properties: { constructor: {} }, required: ["constructor"] },
    {},
    ["required /constructor"],
  ],
  ["__proto__ that is not own", { type: "object", properties: own("__proto__", { type: "string" }) }, {}, []],
  [
    "an own __proto__ of the wrong type",
    { type: "object", properties: own("__proto__", { type: "string" }) },
    own("__proto__", 1),
    ["type /__proto__"],
  ],
  ["hasOwnProperty overwritten", { type: "object", properties: { a: { type: "string" } } }, { hasOwnProperty: 1, a: 2 }, ["type /a"]],
  ["an object without a prototype", two, Object.assign(Object.create(null), { a: "x" }), []],
  ["objects in objects", { type: "object", properties: { a: two } }, { a: { a: 1 } }, ["type /a/a"]],
  ["speaks of objects only", { properties: { length: { type: "string" } } }, [1, 2], []],
]);
