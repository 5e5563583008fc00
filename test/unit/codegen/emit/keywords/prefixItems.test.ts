import { keywordTable } from "../../../../helpers/keyword-table.js";

const pair = { type: "array", prefixItems: [{ type: "string" }, { type: "object", required: ["a"] }] };

keywordTable("prefixItems", [
  ["valid elements", pair, ["a", { a: 1 }], []],
  ["two invalid elements", pair, [1, {}], ["type /0", "required /1/a"]],
  ["reports existing elements only", pair, [1], ["type /0"]],
  ["missing second element", pair, ["a"], []],
  ["empty array", pair, [], []],
  ["accepts additional elements", pair, ["a", { a: 1 }, 5], []],
  ["a hole is an element", pair, Object.assign(new Array(2), { 1: { a: 1 } }), ["type /0"]],
  ["true accepts everything", { type: "array", prefixItems: [true, { const: 1 }] }, [{}, 2], ["const /1"]],
  ["false rejects the value", { type: "array", prefixItems: [false] }, [1], ["never /0"]],
  ["ignores other types", { prefixItems: [false] }, "a", []],
]);
