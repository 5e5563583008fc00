import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("allOf", [
  ["all hold", { allOf: [{ minimum: 1 }, { maximum: 5 }] }, 3, []],
  ["one does not", { allOf: [{ minimum: 1 }, { maximum: 5 }] }, 6, ["range "]],
  ["every fault is told", { allOf: [{ minimum: 9 }, { maximum: 5 }, { multipleOf: 2 }] }, 7, ["range ", "range ", "multiple "]],
  [
    "at the place inside",
    { allOf: [{ properties: { a: { type: "string" } } }, { required: ["b"] }] },
    { a: 1 },
    ["type /a", "required /b"],
  ],
  ["false", { allOf: [true, false] }, 1, ["never "]],
  ["siblings count", { allOf: [{ minimum: 1 }], maximum: 5 }, 6, ["range "]],
  ["nested", { allOf: [{ allOf: [{ allOf: [{ const: 1 }] }] }] }, 2, ["const "]],
]);
