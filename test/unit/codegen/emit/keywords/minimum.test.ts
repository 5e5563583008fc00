import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minimum", [
  ["one below", { type: "integer", minimum: 5 }, 4, ["range "]],
  ["at", { type: "integer", minimum: 5 }, 5, []],
  ["one above", { type: "integer", minimum: 5 }, 6, []],
  ["minus zero is zero", { type: "integer", minimum: 0 }, -0, []],
  ["NaN is no number", { type: "number", minimum: 5 }, Number.NaN, ["type "]],
  ["NaN without a type", { minimum: 5 }, Number.NaN, ["range "]],
  ["infinity is no number", { type: "number", minimum: 5 }, Number.POSITIVE_INFINITY, ["type "]],
  ["infinity is no integer", { type: "integer", minimum: 5 }, Number.POSITIVE_INFINITY, ["type "]],
  ["speaks of numbers only", { minimum: 5 }, [4], []],
  ["alone, and far beyond 32 bits", { type: "integer", minimum: 0 }, 2147483648, []],
  ["one below -2 ** 31, where that is the minimum", { type: "integer", minimum: -2147483649, maximum: 0 }, -2147483649, []],
  ["a number between two bounds", { type: "number", minimum: 0, maximum: 9 }, 0.5, []],
  ["a text between two bounds", { type: "number", minimum: 0, maximum: 9 }, "5", ["type "]],
  ["infinity above one bound", { type: "number", minimum: 0 }, Number.POSITIVE_INFINITY, ["type "]],
  ["-2 ** 31", { type: "integer", minimum: -2147483648, maximum: 0 }, -2147483648, []],
  ["one below -2 ** 31", { type: "integer", minimum: -2147483648, maximum: 0 }, -2147483649, ["range "]],
]);
