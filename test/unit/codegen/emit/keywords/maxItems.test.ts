import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maxItems", [
  ["one below", { type: "array", maxItems: 2 }, [1], []],
  ["at", { type: "array", maxItems: 2 }, [1, 2], []],
  ["one above", { type: "array", maxItems: 2 }, [1, 2, 3], ["items "]],
  ["holes count", { type: "array", maxItems: 2 }, new Array(3), ["items "]],
  ["an empty list", { type: "array", maxItems: 0 }, [], []],
  ["speaks of arrays only", { maxItems: 0 }, { length: 3 }, []],
]);
