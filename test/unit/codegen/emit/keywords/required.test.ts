import { keywordTable, own } from "../../../../helpers/keyword-table.js";

keywordTable("required", [
  ["there", { required: ["a"] }, { a: null }, []],
  ["not there", { required: ["a", "b"] }, {}, ["required /a", "required /b"]],
  ["undefined is not there", { required: ["a"] }, { a: undefined }, ["required /a"]],
  ["toString is not there", { required: ["toString"] }, {}, ["required /toString"]],
  ["toString is there", { required: ["toString"] }, { toString: 1 }, []],
  ["__proto__ is not there", { required: ["__proto__"] }, {}, ["required /__proto__"]],
  ["__proto__ is there", { required: ["__proto__"] }, own("__proto__", 1), []],
  ["constructor is not there", { required: ["constructor"] }, { a: 1 }, ["required /constructor"]],
  ["escapes in pointers", { required: ["a/~b"] }, {}, ["required /a~1~0b"]],
  ["some listed in properties", { properties: { a: {} }, required: ["a", "b"] }, {}, ["required /a", "required /b"]],
  ["speaks of objects only", { required: ["a"] }, [], []],
]);
