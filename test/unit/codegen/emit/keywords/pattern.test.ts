import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("pattern", [
  ["matches", { type: "string", pattern: "^a+$" }, "aaa", []],
  ["does not", { type: "string", pattern: "^a+$" }, "aab", ["pattern "]],
  ["is not anchored", { type: "string", pattern: "b" }, "abc", []],
  ["knows code points", { type: "string", pattern: "^.$" }, "😀", []],
  ["knows Unicode properties", { type: "string", pattern: "^\\p{Lu}$" }, "Ä", []],
  ["keeps no state between two values", { type: "array", items: { type: "string", pattern: "a" } }, ["a", "a", "a"], []],
  ["a slash and a quote", { type: "string", pattern: "/\"'`" }, "/\"'`", []],
  ["a line separator", { type: "string", pattern: "^\u2028$" }, "\u2028", []],
  ["speaks of strings only", { pattern: "^a$" }, 5, []],
  ["an object that looks like a string", { pattern: "^a$" }, { toString: () => "b" }, []],
]);
