import { keywordTable, withOwnProperty } from "../../../../helpers/keyword-table.js";

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
