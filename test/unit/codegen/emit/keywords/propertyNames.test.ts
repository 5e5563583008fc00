import { keywordTable, own } from "../../../../helpers/keyword-table.js";

keywordTable("propertyNames", [
  ["short names", { propertyNames: { maxLength: 2 } }, { ab: 1 }, []],
  ["a name too long", { propertyNames: { maxLength: 2 } }, { ab: 1, abc: 2 }, ["property-name /abc"]],
  ["undefined is absent", { propertyNames: { maxLength: 2 } }, { abc: undefined }, []],
  ["names are strings", { propertyNames: { type: "string" } }, { 1: 1 }, []],
  ["no name at all", { propertyNames: false }, {}, []],
  ["no name allowed", { propertyNames: false }, { a: 1 }, ["property-name /a"]],
  ["true asks nothing", { propertyNames: true }, { a: 1 }, []],
  ["an own __proto__", { propertyNames: { pattern: "^[a-z]+$" } }, own("__proto__", 1), ["property-name /__proto__"]],
  ["escapes in pointers", { propertyNames: { maxLength: 1 } }, { "a/~": 1 }, ["property-name /a~1~0"]],
  ["a reference", { propertyNames: { $ref: "#/$defs/n" }, $defs: { n: { enum: ["a"] } } }, { b: 1 }, ["property-name /b"]],
  ["speaks of objects only", { propertyNames: false }, [1], []],
]);
