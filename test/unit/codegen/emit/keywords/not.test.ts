import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("not", [
  ["is not", { not: { type: "string" } }, 1, []],
  ["is", { not: { type: "string" } }, "a", ["applicator "]],
  ["twice not", { not: { not: { type: "string" } } }, "a", []],
  ["not an object like that", { not: { type: "object", required: ["a"] } }, { a: 1 }, ["applicator "]],
  ["not anything", { not: {} }, 1, ["applicator "]],
  ["not nothing", { not: false }, 1, []],
  ["a forbidden property", { type: "object", properties: { a: { not: {} } } }, { a: 1 }, ["applicator /a"]],
]);
