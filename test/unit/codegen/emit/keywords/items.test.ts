import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("items", [
  ["invalid elements", { type: "array", items: { type: "integer" } }, [1, "a", 2, null], ["type /1", "type /3"]],
  ["no elements", { type: "array", items: { type: "integer" } }, [], []],
  ["a hole is not an integer", { type: "array", items: { type: "integer" } }, Object.assign(new Array(3), { 0: 1, 2: 2 }), ["type /1"]],
  ["undefined is not an integer", { type: "array", items: { type: "integer" } }, [undefined], ["type /0"]],
  [
    "elements after prefixItems",
    { type: "array", prefixItems: [{ type: "string" }], items: { type: "integer" } },
    ["a", 1, "b"],
    ["type /2"],
  ],
  ["no elements allowed after prefixItems", { type: "array", prefixItems: [true], items: false }, [1, 2], ["never /1"]],
  ["object schema", { type: "array", items: { type: "object", required: ["a"] } }, [{ a: 1 }, {}], ["required /1/a"]],
  ["nested arrays", { type: "array", items: { type: "array", items: { maximum: 1 } } }, [[0], [1, 2]], ["range /1/1"]],
  ["ignores extra array properties", { type: "array", items: { type: "integer" } }, Object.assign([1], { extra: "a" }), []],
  ["ignores other types", { items: false }, { 0: "a" }, []],
]);
