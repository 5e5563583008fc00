import { keywordTable } from "../../../../helpers/keyword-table.js";

const fives = (bounds: object) => ({ type: "array", contains: { const: 5 }, ...bounds });

keywordTable("minContains and maxContains", [
  ["below the minimum", fives({ minContains: 2 }), [5, 1], ["contains "]],
  ["at the minimum", fives({ minContains: 2 }), [5, 1, 5], []],
  ["at the maximum", fives({ maxContains: 2 }), [5, 5], []],
  ["one above the maximum", fives({ maxContains: 2 }), [5, 5, 5], ["contains "]],
  ["maxContains alone requires one match", fives({ maxContains: 2 }), [], ["contains "]],
  ["minContains of 0 requires no match", fives({ minContains: 0 }), [], []],
  ["minContains of 0 with maxContains", fives({ minContains: 0, maxContains: 1 }), [5, 5], ["contains "]],
  ["violates both", fives({ minContains: 3, maxContains: 1 }), [5, 5], ["contains ", "contains "]],
  ["no effect without contains", { type: "array", minContains: 3, maxContains: 0 }, [5], []],
]);
