import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maxLength", [
  ["one below", { type: "string", maxLength: 3 }, "ab", []],
  ["at", { type: "string", maxLength: 3 }, "abc", []],
  ["one above", { type: "string", maxLength: 3 }, "abcd", ["length "]],
  ["emoji count as one", { type: "string", maxLength: 3 }, "😀😀😀", []],
  ["one emoji too many", { type: "string", maxLength: 3 }, "😀😀😀😀", ["length "]],
  ["two emoji and two letters", { type: "string", maxLength: 3 }, "😀😀ab", ["length "]],
  ["lone surrogates count as one", { type: "string", maxLength: 2 }, "\ud800\ud800", []],
  ["reversed surrogates", { type: "string", maxLength: 2 }, "\ude00\ud83d", []],
  ["three lone surrogates", { type: "string", maxLength: 2 }, "\ud800\ud800\ud800", ["length "]],
  ["joined emoji count as their parts", { type: "string", maxLength: 2 }, "👩‍💻", ["length "]],
  ["empty string", { type: "string", maxLength: 0 }, "", []],
  ["non-empty string with maxLength 0", { type: "string", maxLength: 0 }, "😀", ["length "]],
  ["more than twice as long", { type: "string", maxLength: 3 }, "😀".repeat(10), ["length "]],
  ["ignores other types", { maxLength: 1 }, [1, 2], []],
]);
