import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("allOf", [
  ["all match", { allOf: [{ minimum: 1 }, { maximum: 5 }] }, 3, []],
  ["one does not match", { allOf: [{ minimum: 1 }, { maximum: 5 }] }, 6, ["range "]],
  [
    "reports the issues of every subschema",
    { allOf: [{ minimum: 9 }, { maximum: 5 }, { multipleOf: 2 }] },
    7,
    ["range ", "range ", "multiple "],
  ],
  [
    "reports issues at the nested path",
    { allOf: [{ properties: { a: { type: "string" } } }, { required: ["b"] }] },
    { a: 1 },
    ["type /a", "required /b"],
  ],
  ["false", { allOf: [true, false] }, 1, ["never "]],
  ["applies adjacent keywords", { allOf: [{ minimum: 1 }], maximum: 5 }, 6, ["range "]],
  ["nested", { allOf: [{ allOf: [{ allOf: [{ const: 1 }] }] }] }, 2, ["const "]],
]);
