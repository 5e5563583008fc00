import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("contains", [
  ["one matches", { type: "array", contains: { const: 5 } }, [1, 5], []],
  ["none matches", { type: "array", contains: { const: 5 } }, [1, 2], ["contains "]],
  ["an empty list", { type: "array", contains: true }, [], ["contains "]],
  ["anything", { type: "array", contains: true }, [null], []],
  ["nothing can match", { type: "array", contains: false }, [1], ["contains "]],
  ["an object with its own function", { type: "array", contains: { type: "object", required: ["a"] } }, [{ a: 1 }], []],
  ["no such object", { type: "array", contains: { type: "object", required: ["a"] } }, [{ b: 1 }], ["contains "]],
  ["speaks of arrays only", { contains: { const: 5 } }, {}, []],
]);
