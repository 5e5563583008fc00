import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minItems", [
  ["one below", { type: "array", minItems: 2 }, [1], ["items "]],
  ["at", { type: "array", minItems: 2 }, [1, 2], []],
  ["one above", { type: "array", minItems: 2 }, [1, 2, 3], []],
  ["counts holes", { type: "array", minItems: 2 }, new Array(2), []],
  ["object with a length is not an array", { type: "array", minItems: 1 }, { length: 3 }, ["type "]],
  ["ignores other types", { minItems: 2 }, "a", []],
]);
