import { keywordTable, withOwnProperty } from "../../../../helpers/keyword-table.js";

keywordTable("propertyNames", [
  ["valid names", { propertyNames: { maxLength: 2 } }, { ab: 1 }, []],
  ["name too long", { propertyNames: { maxLength: 2 } }, { ab: 1, abc: 2 }, ["property-name /abc"]],
  ["ignores undefined properties", { propertyNames: { maxLength: 2 } }, { abc: undefined }, []],
  ["names are strings", { propertyNames: { type: "string" } }, { 1: 1 }, []],
  ["empty object", { propertyNames: false }, {}, []],
  ["no name allowed", { propertyNames: false }, { a: 1 }, ["property-name /a"]],
  ["true accepts everything", { propertyNames: true }, { a: 1 }, []],
  ["own __proto__", { propertyNames: { pattern: "^[a-z]+$" } }, withOwnProperty("__proto__", 1), ["property-name /__proto__"]],
  ["escapes pointers", { propertyNames: { maxLength: 1 } }, { "a/~": 1 }, ["property-name /a~1~0"]],
  ["reference", { propertyNames: { $ref: "#/$defs/n" }, $defs: { n: { enum: ["a"] } } }, { b: 1 }, ["property-name /b"]],
  ["ignores other types", { propertyNames: false }, [1], []],
]);
