import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maxProperties", [
  ["at", { type: "object", maxProperties: 1 }, { a: 1 }, []],
  ["one above", { type: "object", maxProperties: 1 }, { a: 1, b: 2 }, ["properties "]],
  ["undefined is absent", { type: "object", maxProperties: 1 }, { a: 1, b: undefined }, []],
  ["what cannot be listed does not count", { type: "object", maxProperties: 0 }, Object.defineProperty({}, "a", { value: 1 }), []],
  ["an own __proto__ counts", { type: "object", maxProperties: 0 }, JSON.parse('{"__proto__": 1}'), ["properties "]],
  ["speaks of objects only", { maxProperties: 0 }, [1], []],
]);
