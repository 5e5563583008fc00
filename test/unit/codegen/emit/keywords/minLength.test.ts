import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minLength", [
  ["one below", { type: "string", minLength: 3 }, "ab", ["length "]],
  ["at", { type: "string", minLength: 3 }, "abc", []],
  ["one above", { type: "string", minLength: 3 }, "abcd", []],
  ["two emoji count as two", { type: "string", minLength: 3 }, "😀😀", ["length "]],
  ["three emoji", { type: "string", minLength: 3 }, "😀😀😀", []],
  ["lone surrogates count as one", { type: "string", minLength: 3 }, "\udc00\udc00\udc00", []],
  ["at least one", { type: "string", minLength: 1 }, "", ["length "]],
  ["one emoji", { type: "string", minLength: 1 }, "😀", []],
  ["0 accepts everything", { type: "string", minLength: 0 }, "", []],
  ["ignores other types", { minLength: 3 }, {}, []],
]);
