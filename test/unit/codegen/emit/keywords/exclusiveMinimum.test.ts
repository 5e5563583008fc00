import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("exclusiveMinimum", [
  ["one below", { type: "integer", exclusiveMinimum: 5 }, 4, ["range "]],
  ["at", { type: "integer", exclusiveMinimum: 5 }, 5, ["range "]],
  ["one above", { type: "integer", exclusiveMinimum: 5 }, 6, []],
  ["the least number above zero", { type: "number", exclusiveMinimum: 0 }, Number.MIN_VALUE, []],
  ["zero is not above minus zero", { type: "number", exclusiveMinimum: -0 }, 0, ["range "]],
  ["NaN", { exclusiveMinimum: 5 }, Number.NaN, ["range "]],
  ["speaks of numbers only", { exclusiveMinimum: 5 }, true, []],
]);
