import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maxProperties", [
  ["at", { type: "object", maxProperties: 1 }, { a: 1 }, []],
  ["one above", { type: "object", maxProperties: 1 }, { a: 1, b: 2 }, ["properties "]],
  ["ignores undefined properties", { type: "object", maxProperties: 1 }, { a: 1, b: undefined }, []],
  ["ignores non-enumerable properties", { type: "object", maxProperties: 0 }, Object.defineProperty({}, "a", { value: 1 }), []],
  ["counts own __proto__", { type: "object", maxProperties: 0 }, JSON.parse('{"__proto__": 1}'), ["properties "]],
  ["ignores other types", { maxProperties: 0 }, [1], []],
]);
