// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a hostile document
import { keywordTable, own } from "../../../../helpers/keyword-table.js";

keywordTable("const", [
  ["equal", { const: 5 }, 5, []],
  ["5.0 is 5", { const: 5.0 }, 5, []],
  ["not equal", { const: 5 }, "5", ["const "]],
  ["null", { const: null }, null, []],
  ["absent is not null", { const: null }, undefined, ["const "]],
  ["NaN is not null", { const: null }, Number.NaN, ["const "]],
  ["minus zero is zero", { const: 0 }, -0, []],
  ["a list", { const: [1, [2]] }, [1, [2]], []],
  ["a list in another order", { const: [1, 2] }, [2, 1], ["const "]],
  ["a list with a hole", { const: [1] }, new Array(1), ["const "]],
  ["a longer list", { const: [1] }, [1, 1], ["const "]],
  ["an object is not a list", { const: { 0: 1 } }, [1], ["const "]],
  ["an own __proto__", { const: own("__proto__", 1) }, own("__proto__", 1), []],
  ["no own __proto__", { const: own("__proto__", 1) }, {}, ["const "]],
  ["another __proto__", { const: {} }, own("__proto__", 1), ["const "]],
  ["text with every quote", { const: "\"'`${1}\u2028\\" }, "\"'`${1}\u2028\\", []],
  ["a property that is undefined is absent", { const: { a: 1 } }, { a: 1, b: undefined }, []],
]);
