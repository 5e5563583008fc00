import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minimum", [
  ["one below", { type: "integer", minimum: 5 }, 4, ["range "]],
  ["at", { type: "integer", minimum: 5 }, 5, []],
  ["one above", { type: "integer", minimum: 5 }, 6, []],
  ["-0 equals 0", { type: "integer", minimum: 0 }, -0, []],
  ["NaN is not a number", { type: "number", minimum: 5 }, Number.NaN, ["type "]],
  ["NaN without a type", { minimum: 5 }, Number.NaN, ["range "]],
  ["Infinity is not a number", { type: "number", minimum: 5 }, Number.POSITIVE_INFINITY, ["type "]],
  ["Infinity is not an integer", { type: "integer", minimum: 5 }, Number.POSITIVE_INFINITY, ["type "]],
  ["ignores other types", { minimum: 5 }, [4], []],
  ["single bound, beyond 32 bits", { type: "integer", minimum: 0 }, 2147483648, []],
  ["below a minimum of -2 ** 31 - 1", { type: "integer", minimum: -2147483649, maximum: 0 }, -2147483649, []],
  ["number with both bounds", { type: "number", minimum: 0, maximum: 9 }, 0.5, []],
  ["string with both bounds", { type: "number", minimum: 0, maximum: 9 }, "5", ["type "]],
  ["Infinity with one bound", { type: "number", minimum: 0 }, Number.POSITIVE_INFINITY, ["type "]],
  ["-2 ** 31", { type: "integer", minimum: -2147483648, maximum: 0 }, -2147483648, []],
  ["below -2 ** 31", { type: "integer", minimum: -2147483648, maximum: 0 }, -2147483649, ["range "]],
]);
