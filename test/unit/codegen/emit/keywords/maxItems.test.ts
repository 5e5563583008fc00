import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maxItems", [
  ["one below", { type: "array", maxItems: 2 }, [1], []],
  ["at", { type: "array", maxItems: 2 }, [1, 2], []],
  ["one above", { type: "array", maxItems: 2 }, [1, 2, 3], ["items "]],
  ["counts holes", { type: "array", maxItems: 2 }, new Array(3), ["items "]],
  ["empty array", { type: "array", maxItems: 0 }, [], []],
  ["ignores other types", { maxItems: 0 }, { length: 3 }, []],
]);
