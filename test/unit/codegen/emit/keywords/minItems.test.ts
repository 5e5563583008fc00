import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minItems", [
  ["one below", { type: "array", minItems: 2 }, [1], ["items "]],
  ["at", { type: "array", minItems: 2 }, [1, 2], []],
  ["one above", { type: "array", minItems: 2 }, [1, 2, 3], []],
  ["holes count", { type: "array", minItems: 2 }, new Array(2), []],
  ["an object with a length is no array", { type: "array", minItems: 1 }, { length: 3 }, ["type "]],
  ["speaks of arrays only", { minItems: 2 }, "a", []],
]);
