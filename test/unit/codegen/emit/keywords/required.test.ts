import { keywordTable, withOwnProperty } from "../../../../helpers/keyword-table.js";

keywordTable("required", [
  ["present property", { required: ["a"] }, { a: null }, []],
  ["missing property", { required: ["a", "b"] }, {}, ["required /a", "required /b"]],
  ["undefined counts as absent", { required: ["a"] }, { a: undefined }, ["required /a"]],
  ["inherited toString counts as absent", { required: ["toString"] }, {}, ["required /toString"]],
  ["own toString counts as present", { required: ["toString"] }, { toString: 1 }, []],
  ["inherited __proto__ counts as absent", { required: ["__proto__"] }, {}, ["required /__proto__"]],
  ["own __proto__ counts as present", { required: ["__proto__"] }, withOwnProperty("__proto__", 1), []],
  ["inherited constructor counts as absent", { required: ["constructor"] }, { a: 1 }, ["required /constructor"]],
  ["escapes pointers", { required: ["a/~b"] }, {}, ["required /a~1~0b"]],
  ["names also listed in properties", { properties: { a: {} }, required: ["a", "b"] }, {}, ["required /a", "required /b"]],
  ["ignores other types", { required: ["a"] }, [], []],
]);
