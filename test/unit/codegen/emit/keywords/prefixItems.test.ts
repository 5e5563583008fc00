import { keywordTable } from "../../../../helpers/keyword-table.js";

const pair = { type: "array", prefixItems: [{ type: "string" }, { type: "object", required: ["a"] }] };

keywordTable("prefixItems", [
  ["each by its own", pair, ["a", { a: 1 }], []],
  ["both wrong", pair, [1, {}], ["type /0", "required /1/a"]],
  ["only what is there is reported", pair, [1], ["type /0"]],
  ["the second is missing", pair, ["a"], []],
  ["none at all", pair, [], []],
  ["more are free", pair, ["a", { a: 1 }, 5], []],
  ["a hole is an element", pair, Object.assign(new Array(2), { 1: { a: 1 } }), ["type /0"]],
  ["true asks nothing", { type: "array", prefixItems: [true, { const: 1 }] }, [{}, 2], ["const /1"]],
  ["false forbids", { type: "array", prefixItems: [false] }, [1], ["never /0"]],
  ["speaks of arrays only", { prefixItems: [false] }, "a", []],
]);
