import { keywordTable, own } from "../../../../helpers/keyword-table.js";

const closed = { type: "object", properties: { a: {} }, patternProperties: { "^x-": {} }, additionalProperties: false };

keywordTable("additionalProperties", [
  ["only known ones", closed, { a: 1, "x-b": 2 }, []],
  ["an unknown one", closed, { a: 1, c: 2 }, ["unexpected-property /c"]],
  ["two unknown ones", closed, { c: 1, d: 2 }, ["unexpected-property /c", "unexpected-property /d"]],
  ["undefined is absent", closed, { c: undefined }, []],
  ["toString of its own", closed, { toString: 1 }, ["unexpected-property /toString"]],
  ["an own __proto__", closed, own("__proto__", 1), ["unexpected-property /__proto__"]],
  ["escapes in pointers", closed, { "c/~d": 1 }, ["unexpected-property /c~1~0d"]],
  [
    "a schema for the others",
    { type: "object", properties: { a: {} }, additionalProperties: { type: "string" } },
    { a: 1, b: 2 },
    ["type /b"],
  ],
  ["a schema for all", { type: "object", additionalProperties: { type: "object", required: ["n"] } }, { "a/b": {} }, ["required /a~1b/n"]],
  [
    "another part does not know them",
    { allOf: [{ properties: { a: {} } }], additionalProperties: false },
    { a: 1 },
    ["unexpected-property /a"],
  ],
  ["true asks nothing", { type: "object", additionalProperties: true }, { a: 1 }, []],
  ["symbols are not JSON's", closed, { [Symbol("c")]: 1 }, []],
  ["speaks of objects only", { additionalProperties: false }, [1], []],
]);
