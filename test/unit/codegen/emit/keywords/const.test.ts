// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a malicious document
import { keywordTable, withOwnProperty } from "../../../../helpers/keyword-table.js";

keywordTable("const", [
  ["equal", { const: 5 }, 5, []],
  ["5.0 equals 5", { const: 5.0 }, 5, []],
  ["not equal", { const: 5 }, "5", ["const "]],
  ["null", { const: null }, null, []],
  ["undefined is not null", { const: null }, undefined, ["const "]],
  ["NaN is not null", { const: null }, Number.NaN, ["const "]],
  ["-0 equals 0", { const: 0 }, -0, []],
  ["array", { const: [1, [2]] }, [1, [2]], []],
  ["array in another order", { const: [1, 2] }, [2, 1], ["const "]],
  ["sparse array", { const: [1] }, new Array(1), ["const "]],
  ["longer array", { const: [1] }, [1, 1], ["const "]],
  ["object and array differ", { const: { 0: 1 } }, [1], ["const "]],
  ["own __proto__", { const: withOwnProperty("__proto__", 1) }, withOwnProperty("__proto__", 1), []],
  ["missing own __proto__", { const: withOwnProperty("__proto__", 1) }, {}, ["const "]],
  ["unexpected own __proto__", { const: {} }, withOwnProperty("__proto__", 1), ["const "]],
  ["string with all quotes", { const: "\"'`${1}\u2028\\" }, "\"'`${1}\u2028\\", []],
  ["ignores undefined properties", { const: { a: 1 } }, { a: 1, b: undefined }, []],
]);
