import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("exclusiveMinimum", [
  ["one below", { type: "integer", exclusiveMinimum: 5 }, 4, ["range "]],
  ["at", { type: "integer", exclusiveMinimum: 5 }, 5, ["range "]],
  ["one above", { type: "integer", exclusiveMinimum: 5 }, 6, []],
  ["smallest positive number", { type: "number", exclusiveMinimum: 0 }, Number.MIN_VALUE, []],
  ["0 is not above -0", { type: "number", exclusiveMinimum: -0 }, 0, ["range "]],
  ["NaN", { exclusiveMinimum: 5 }, Number.NaN, ["range "]],
  ["ignores other types", { exclusiveMinimum: 5 }, true, []],
]);
