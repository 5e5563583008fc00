import { keywordTable } from "../../../../helpers/keyword-table.js";

const odd = { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] };

keywordTable("oneOf", [
  ["the first alone", odd, 4, []],
  ["the second alone", odd, 9, []],
  ["both", odd, 6, ["applicator "]],
  ["none", odd, 7, ["applicator "]],
  ["one of one", { oneOf: [{ const: 1 }] }, 1, []],
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
  ["a reference or null", { oneOf: [{ $ref: "#/$defs/s" }, { type: "null" }], $defs: { s: { type: "string" } } }, null, []],
]);
