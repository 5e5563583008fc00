import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("exclusiveMaximum", [
  ["one below", { type: "integer", exclusiveMaximum: 5 }, 4, []],
  ["just below", { type: "number", exclusiveMaximum: 5 }, 4.999999999999999, []],
  ["at", { type: "integer", exclusiveMaximum: 5 }, 5, ["range "]],
  ["one above", { type: "integer", exclusiveMaximum: 5 }, 6, ["range "]],
  ["-0 is not below 0", { type: "number", exclusiveMaximum: 0 }, -0, ["range "]],
  ["NaN", { exclusiveMaximum: 5 }, Number.NaN, ["range "]],
  ["ignores other types", { exclusiveMaximum: 5 }, null, []],
]);
