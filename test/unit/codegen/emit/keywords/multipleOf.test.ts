import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("multipleOf", [
  ["multiple", { type: "integer", multipleOf: 4 }, 12, []],
  ["not a multiple", { type: "integer", multipleOf: 4 }, 13, ["multiple "]],
  ["0", { type: "integer", multipleOf: 4 }, 0, []],
  ["-0", { type: "integer", multipleOf: 4 }, -0, []],
  ["negative", { type: "integer", multipleOf: 4 }, -8, []],
  ["0.29 by 0.01", { type: "number", multipleOf: 0.01 }, 0.29, []],
  ["0.291 by 0.01", { type: "number", multipleOf: 0.01 }, 0.291, ["multiple "]],
  ["1e22 by 0.1", { type: "number", multipleOf: 0.1 }, 1e22, []],
  ["1e308 by 0.5", { type: "number", multipleOf: 0.5 }, 1e308, []],
  ["1e-7 by 1e-8", { type: "number", multipleOf: 1e-8 }, 1e-7, []],
  ["1e-8 by 1e-7", { type: "number", multipleOf: 1e-7 }, 1e-8, ["multiple "]],
  ["7.5 by 1.5", { type: "number", multipleOf: 1.5 }, 7.5, []],
  ["NaN without a type", { multipleOf: 2 }, Number.NaN, ["multiple "]],
  ["Infinity without a type", { multipleOf: 2 }, Number.POSITIVE_INFINITY, ["multiple "]],
  ["-Infinity by a fraction", { multipleOf: 0.5 }, Number.NEGATIVE_INFINITY, ["multiple "]],
  ["ignores other types", { multipleOf: 2 }, "3", []],
]);
