import { keywordTable } from "../../helpers/keyword-table.js";

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

keywordTable("exclusiveMinimum", [
  ["one below", { type: "integer", exclusiveMinimum: 5 }, 4, ["range "]],
  ["at", { type: "integer", exclusiveMinimum: 5 }, 5, ["range "]],
  ["one above", { type: "integer", exclusiveMinimum: 5 }, 6, []],
  ["smallest positive number", { type: "number", exclusiveMinimum: 0 }, Number.MIN_VALUE, []],
  ["0 is not above -0", { type: "number", exclusiveMinimum: -0 }, 0, ["range "]],
  ["NaN", { exclusiveMinimum: 5 }, Number.NaN, ["range "]],
  ["ignores other types", { exclusiveMinimum: 5 }, true, []],
]);

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

keywordTable("exclusiveMaximum", [
  ["one below", { type: "integer", exclusiveMaximum: 5 }, 4, []],
  ["just below", { type: "number", exclusiveMaximum: 5 }, 4.999999999999999, []],
  ["at", { type: "integer", exclusiveMaximum: 5 }, 5, ["range "]],
  ["one above", { type: "integer", exclusiveMaximum: 5 }, 6, ["range "]],
  ["-0 is not below 0", { type: "number", exclusiveMaximum: 0 }, -0, ["range "]],
  ["NaN", { exclusiveMaximum: 5 }, Number.NaN, ["range "]],
  ["ignores other types", { exclusiveMaximum: 5 }, null, []],
]);

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
