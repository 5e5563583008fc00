import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("pattern", [
  ["match", { type: "string", pattern: "^a+$" }, "aaa", []],
  ["no match", { type: "string", pattern: "^a+$" }, "aab", ["pattern "]],
  ["is not anchored", { type: "string", pattern: "b" }, "abc", []],
  ["matches code points", { type: "string", pattern: "^.$" }, "😀", []],
  ["supports Unicode properties", { type: "string", pattern: "^\\p{Lu}$" }, "Ä", []],
  ["keeps no state between values", { type: "array", items: { type: "string", pattern: "a" } }, ["a", "a", "a"], []],
  ["slash and quotes", { type: "string", pattern: "/\"'`" }, "/\"'`", []],
  ["line separator", { type: "string", pattern: "^\u2028$" }, "\u2028", []],
  ["ignores other types", { pattern: "^a$" }, 5, []],
  ["object with toString", { pattern: "^a$" }, { toString: () => "b" }, []],
]);
