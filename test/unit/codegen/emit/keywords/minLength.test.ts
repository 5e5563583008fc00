import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("minLength", [
  ["one below", { type: "string", minLength: 3 }, "ab", ["length "]],
  ["at", { type: "string", minLength: 3 }, "abc", []],
  ["one above", { type: "string", minLength: 3 }, "abcd", []],
  ["two emoji are two, not four", { type: "string", minLength: 3 }, "😀😀", ["length "]],
  ["three emoji", { type: "string", minLength: 3 }, "😀😀😀", []],
  ["lone surrogates count one each", { type: "string", minLength: 3 }, "\udc00\udc00\udc00", []],
  ["at least one", { type: "string", minLength: 1 }, "", ["length "]],
  ["one emoji is one", { type: "string", minLength: 1 }, "😀", []],
  ["zero asks nothing", { type: "string", minLength: 0 }, "", []],
  ["speaks of strings only", { minLength: 3 }, {}, []],
]);
