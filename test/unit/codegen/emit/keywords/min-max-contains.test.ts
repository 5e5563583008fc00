import { keywordTable } from "../../../../helpers/keyword-table.js";

const fives = (bounds: object) => ({ type: "array", contains: { const: 5 }, ...bounds });

keywordTable("minContains and maxContains", [
  ["one below the minimum", fives({ minContains: 2 }), [5, 1], ["contains "]],
  ["at the minimum", fives({ minContains: 2 }), [5, 1, 5], []],
  ["at the maximum", fives({ maxContains: 2 }), [5, 5], []],
  ["one above the maximum", fives({ maxContains: 2 }), [5, 5, 5], ["contains "]],
  ["a maximum alone still wants one", fives({ maxContains: 2 }), [], ["contains "]],
  ["a minimum of zero wants none", fives({ minContains: 0 }), [], []],
  ["zero with a maximum", fives({ minContains: 0, maxContains: 1 }), [5, 5], ["contains "]],
  ["both broken", fives({ minContains: 3, maxContains: 1 }), [5, 5], ["contains ", "contains "]],
  ["nothing without contains", { type: "array", minContains: 3, maxContains: 0 }, [5], []],
]);
