import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("contains", [
  ["one match", { type: "array", contains: { const: 5 } }, [1, 5], []],
  ["no match", { type: "array", contains: { const: 5 } }, [1, 2], ["contains "]],
  ["empty array", { type: "array", contains: true }, [], ["contains "]],
  ["matches any element", { type: "array", contains: true }, [null], []],
  ["matches no element", { type: "array", contains: false }, [1], ["contains "]],
  ["object schema", { type: "array", contains: { type: "object", required: ["a"] } }, [{ a: 1 }], []],
  ["no matching object", { type: "array", contains: { type: "object", required: ["a"] } }, [{ b: 1 }], ["contains "]],
  ["ignores other types", { contains: { const: 5 } }, {}, []],
]);
