import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maximum", [
  ["one below", { type: "integer", maximum: 5 }, 4, []],
  ["at", { type: "integer", maximum: 5 }, 5, []],
  ["one above", { type: "integer", maximum: 5 }, 6, ["range "]],
  ["just above", { type: "number", maximum: 0.3 }, 0.1 + 0.2, ["range "]],
  ["0 equals -0", { type: "number", maximum: -0 }, 0, []],
  ["-0", { type: "integer", maximum: 0 }, -0, []],
  ["NaN is not a number", { type: "number", maximum: 5 }, Number.NaN, ["type "]],
  ["NaN without a type", { maximum: 5 }, Number.NaN, ["range "]],
  ["-Infinity is not a number", { type: "number", maximum: 5 }, Number.NEGATIVE_INFINITY, ["type "]],
  ["-Infinity with both bounds", { type: "number", minimum: -5, maximum: 5 }, Number.NEGATIVE_INFINITY, ["type "]],
  ["largest number", { type: "number", maximum: Number.MAX_VALUE }, Number.MAX_VALUE, []],
  ["ignores other types", { maximum: 5 }, "6", []],
  ["Number object", { maximum: 5 }, Object(6), []],
  ["beyond 32 bits", { type: "integer", minimum: 0, maximum: 4294967296 }, 4294967297, ["range "]],
  ["2 ** 32 is not 0", { type: "integer", minimum: 0, maximum: 2147483647 }, 4294967296, ["range "]],
  ["single bound, beyond 32 bits", { type: "integer", maximum: 0 }, -2147483649, []],
  ["maximum of 2 ** 31", { type: "integer", minimum: 0, maximum: 2147483648 }, 2147483648, []],
  ["fraction within 32 bits", { type: "integer", minimum: 0, maximum: 10 }, 1.5, ["type "]],
]);
