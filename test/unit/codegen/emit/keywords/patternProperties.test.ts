import { keywordTable, own } from "../../../../helpers/keyword-table.js";

const prefixed = { type: "object", patternProperties: { "^s": { type: "string" }, n$: { minimum: 2 } } };

keywordTable("patternProperties", [
  ["each by its pattern", prefixed, { s: "a", n: 2 }, []],
  ["each at its place", prefixed, { s: 1, n: 1 }, ["type /s", "range /n"]],
  ["one name, two patterns", prefixed, { sn: 1 }, ["type /sn", "range /sn"]],
  ["others are free", prefixed, { a: null }, []],
  ["undefined is absent", prefixed, { s: undefined }, []],
  ["code points", { patternProperties: { "^.$": false } }, { "😀": 1 }, ["never /😀"]],
  ["an own __proto__", { patternProperties: { proto: { type: "string" } } }, own("__proto__", 1), ["type /__proto__"]],
  ["escapes in pointers", { patternProperties: { "/": false } }, { "~/": 1 }, ["never /~0~1"]],
  ["a pattern with quotes", { patternProperties: { "[\"'`]": false } }, { "`": 1 }, ["never /`"]],
  ["beside properties", { properties: { ab: { type: "integer" } }, patternProperties: { "^a": { maximum: 1 } } }, { ab: 2 }, ["range /ab"]],
  ["speaks of objects only", { patternProperties: { "": false } }, [1], []],
]);
