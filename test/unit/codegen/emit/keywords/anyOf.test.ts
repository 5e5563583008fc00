import { keywordTable } from "../../../../helpers/keyword-table.js";

const either = { anyOf: [{ type: "string" }, { type: "integer", minimum: 5 }] };

keywordTable("anyOf", [
  ["first alternative", either, "a", []],
  ["second alternative", either, 5, []],
  ["no alternative: reports one issue at the value", either, 4, ["applicator "]],
  [
    "objects",
    {
      anyOf: [
        { type: "object", required: ["a"] },
        { type: "object", required: ["b"] },
      ],
    },
    { b: 1 },
    [],
  ],
  [
    "object that matches no alternative",
    {
      anyOf: [
        { type: "object", required: ["a"] },
        { type: "object", required: ["b"] },
      ],
    },
    { c: 1 },
    ["applicator "],
  ],
  ["both alternatives", { anyOf: [true, { const: 1 }] }, 1, []],
  ["impossible alternatives", { anyOf: [false, false] }, 1, ["applicator "]],
  ["in a property", { type: "object", properties: { a: either } }, { a: null }, ["applicator /a"]],
]);
