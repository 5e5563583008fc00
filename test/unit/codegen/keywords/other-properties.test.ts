import { keywordTable, withOwnProperty } from "../../helpers/keyword-table.js";

const prefixed = { type: "object", patternProperties: { "^s": { type: "string" }, n$: { minimum: 2 } } };

keywordTable("patternProperties", [
  ["valid values", prefixed, { s: "a", n: 2 }, []],
  ["reports each property", prefixed, { s: 1, n: 1 }, ["type /s", "range /n"]],
  ["name that matches two patterns", prefixed, { sn: 1 }, ["type /sn", "range /sn"]],
  ["accepts other properties", prefixed, { a: null }, []],
  ["ignores undefined properties", prefixed, { s: undefined }, []],
  ["matches code points", { patternProperties: { "^.$": false } }, { "😀": 1 }, ["never /😀"]],
  ["own __proto__", { patternProperties: { proto: { type: "string" } } }, withOwnProperty("__proto__", 1), ["type /__proto__"]],
  ["escapes pointers", { patternProperties: { "/": false } }, { "~/": 1 }, ["never /~0~1"]],
  ["pattern with quotes", { patternProperties: { "[\"'`]": false } }, { "`": 1 }, ["never /`"]],
  ["with properties", { properties: { ab: { type: "integer" } }, patternProperties: { "^a": { maximum: 1 } } }, { ab: 2 }, ["range /ab"]],
  ["ignores other types", { patternProperties: { "": false } }, [1], []],
]);

const closed = { type: "object", properties: { a: {} }, patternProperties: { "^x-": {} }, additionalProperties: false };

keywordTable("additionalProperties", [
  ["known properties", closed, { a: 1, "x-b": 2 }, []],
  ["unknown property", closed, { a: 1, c: 2 }, ["unexpected-property /c"]],
  ["two unknown properties", closed, { c: 1, d: 2 }, ["unexpected-property /c", "unexpected-property /d"]],
  ["ignores undefined properties", closed, { c: undefined }, []],
  ["own toString", closed, { toString: 1 }, ["unexpected-property /toString"]],
  ["own __proto__", closed, withOwnProperty("__proto__", 1), ["unexpected-property /__proto__"]],
  ["escapes pointers", closed, { "c/~d": 1 }, ["unexpected-property /c~1~0d"]],
  [
    "schema for additional properties",
    { type: "object", properties: { a: {} }, additionalProperties: { type: "string" } },
    { a: 1, b: 2 },
    ["type /b"],
  ],
  [
    "schema for all properties",
    { type: "object", additionalProperties: { type: "object", required: ["n"] } },
    { "a/b": {} },
    ["required /a~1b/n"],
  ],
  [
    "ignores properties of an adjacent subschema",
    { allOf: [{ properties: { a: {} } }], additionalProperties: false },
    { a: 1 },
    ["unexpected-property /a"],
  ],
  ["true accepts everything", { type: "object", additionalProperties: true }, { a: 1 }, []],
  ["ignores symbol keys", closed, { [Symbol("c")]: 1 }, []],
  ["ignores other types", { additionalProperties: false }, [1], []],
]);
