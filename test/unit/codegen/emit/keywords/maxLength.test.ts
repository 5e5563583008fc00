import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("maxLength", [
  ["one below", { type: "string", maxLength: 3 }, "ab", []],
  ["at", { type: "string", maxLength: 3 }, "abc", []],
  ["one above", { type: "string", maxLength: 3 }, "abcd", ["length "]],
  ["emoji count once", { type: "string", maxLength: 3 }, "😀😀😀", []],
  ["one emoji too many", { type: "string", maxLength: 3 }, "😀😀😀😀", ["length "]],
  ["two units, one more letter", { type: "string", maxLength: 3 }, "😀😀ab", ["length "]],
  ["a lone surrogate counts once", { type: "string", maxLength: 2 }, "\ud800\ud800", []],
  ["lone surrogates the wrong way round", { type: "string", maxLength: 2 }, "\ude00\ud83d", []],
  ["three lone surrogates", { type: "string", maxLength: 2 }, "\ud800\ud800\ud800", ["length "]],
  ["a joined emoji counts its parts", { type: "string", maxLength: 2 }, "👩‍💻", ["length "]],
  ["nothing at all", { type: "string", maxLength: 0 }, "", []],
  ["something where nothing may be", { type: "string", maxLength: 0 }, "😀", ["length "]],
  ["more than twice as long", { type: "string", maxLength: 3 }, "😀".repeat(10), ["length "]],
  ["speaks of strings only", { maxLength: 1 }, [1, 2], []],
]);
