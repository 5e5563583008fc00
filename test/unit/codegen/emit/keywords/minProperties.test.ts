import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minProperties", [
  ["one below", { type: "object", minProperties: 2 }, { a: 1 }, ["properties "]],
  ["at", { type: "object", minProperties: 2 }, { a: 1, b: 2 }, []],
  ["ignores undefined properties", { type: "object", minProperties: 2 }, { a: 1, b: undefined }, ["properties "]],
  ["null counts as present", { type: "object", minProperties: 2 }, { a: 1, b: null }, []],
  ["ignores inherited properties", { type: "object", minProperties: 1 }, Object.create({ a: 1 }), ["properties "]],
  ["ignores symbol keys", { type: "object", minProperties: 1 }, { [Symbol("a")]: 1 }, ["properties "]],
  ["counts own __proto__", { type: "object", minProperties: 1 }, JSON.parse('{"__proto__": 1}'), []],
  ["ignores other types", { minProperties: 2 }, [], []],
]);
