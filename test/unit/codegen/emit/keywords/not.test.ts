import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("not", [
  ["no match", { not: { type: "string" } }, 1, []],
  ["match", { not: { type: "string" } }, "a", ["applicator "]],
  ["double negation", { not: { not: { type: "string" } } }, "a", []],
  ["object schema", { not: { type: "object", required: ["a"] } }, { a: 1 }, ["applicator "]],
  ["rejects everything", { not: {} }, 1, ["applicator "]],
  ["accepts everything", { not: false }, 1, []],
  ["forbidden property", { type: "object", properties: { a: { not: {} } } }, { a: 1 }, ["applicator /a"]],
]);
