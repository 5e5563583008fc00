import { keywordTable } from "../../../../helpers/keyword-table.js";

const odd = { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] };

keywordTable("oneOf", [
  ["first alternative only", odd, 4, []],
  ["second alternative only", odd, 9, []],
  ["both alternatives", odd, 6, ["applicator "]],
  ["no alternative", odd, 7, ["applicator "]],
  ["single alternative", { oneOf: [{ const: 1 }] }, 1, []],
  [
    "objects",
    {
      oneOf: [
        { type: "object", required: ["a"] },
        { type: "object", required: ["b"] },
      ],
    },
    { a: 1, b: 1 },
    ["applicator "],
  ],
  ["booleans", { oneOf: [true, false, false] }, 1, []],
  ["reference or null", { oneOf: [{ $ref: "#/$defs/s" }, { type: "null" }], $defs: { s: { type: "string" } } }, null, []],
]);
