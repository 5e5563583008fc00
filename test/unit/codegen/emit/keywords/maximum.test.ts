import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maximum", [
  ["one below", { type: "integer", maximum: 5 }, 4, []],
  ["at", { type: "integer", maximum: 5 }, 5, []],
  ["one above", { type: "integer", maximum: 5 }, 6, ["range "]],
  ["a hair above", { type: "number", maximum: 0.3 }, 0.1 + 0.2, ["range "]],
  ["zero is minus zero", { type: "number", maximum: -0 }, 0, []],
  ["minus zero", { type: "integer", maximum: 0 }, -0, []],
  ["NaN is no number", { type: "number", maximum: 5 }, Number.NaN, ["type "]],
  ["NaN without a type", { maximum: 5 }, Number.NaN, ["range "]],
  ["minus infinity is no number", { type: "number", maximum: 5 }, Number.NEGATIVE_INFINITY, ["type "]],
  ["minus infinity between two bounds", { type: "number", minimum: -5, maximum: 5 }, Number.NEGATIVE_INFINITY, ["type "]],
  ["the largest number", { type: "number", maximum: Number.MAX_VALUE }, Number.MAX_VALUE, []],
  ["speaks of numbers only", { maximum: 5 }, "6", []],
  ["a Number object is an object", { maximum: 5 }, Object(6), []],
  ["far beyond 32 bits", { type: "integer", minimum: 0, maximum: 4294967296 }, 4294967297, ["range "]],
  ["2 ** 32 is not 0", { type: "integer", minimum: 0, maximum: 2147483647 }, 4294967296, ["range "]],
  ["alone, and far beyond 32 bits", { type: "integer", maximum: 0 }, -2147483649, []],
  ["2 ** 31, where that is the maximum", { type: "integer", minimum: 0, maximum: 2147483648 }, 2147483648, []],
  ["a fraction within 32 bits", { type: "integer", minimum: 0, maximum: 10 }, 1.5, ["type "]],
]);
