import { keywordTable } from "../../../../helpers/keyword-table.js";

const either = { anyOf: [{ type: "string" }, { type: "integer", minimum: 5 }] };

keywordTable("anyOf", [
  ["the first", either, "a", []],
  ["the second", either, 5, []],
  ["neither: the issue stands at the value", either, 4, ["applicator "]],
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
    "an object that is neither",
    {
      anyOf: [
        { type: "object", required: ["a"] },
        { type: "object", required: ["b"] },
      ],
    },
    { c: 1 },
    ["applicator "],
  ],
  ["both", { anyOf: [true, { const: 1 }] }, 1, []],
  ["none can", { anyOf: [false, false] }, 1, ["applicator "]],
  ["below a property", { type: "object", properties: { a: either } }, { a: null }, ["applicator /a"]],
]);
