import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minProperties", [
  ["one below", { type: "object", minProperties: 2 }, { a: 1 }, ["properties "]],
  ["at", { type: "object", minProperties: 2 }, { a: 1, b: 2 }, []],
  ["undefined is absent", { type: "object", minProperties: 2 }, { a: 1, b: undefined }, ["properties "]],
  ["null is present", { type: "object", minProperties: 2 }, { a: 1, b: null }, []],
  ["inherited names do not count", { type: "object", minProperties: 1 }, Object.create({ a: 1 }), ["properties "]],
  ["symbols do not count", { type: "object", minProperties: 1 }, { [Symbol("a")]: 1 }, ["properties "]],
  ["an own __proto__ counts", { type: "object", minProperties: 1 }, JSON.parse('{"__proto__": 1}'), []],
  ["speaks of objects only", { minProperties: 2 }, [], []],
]);
