import { keywordTable } from "../../helpers/keyword-table.js";

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

const format = (name: string) => ({ type: "string", format: name, "x-format-assertion": true });

keywordTable("x-format-assertion", [
  ["annotation only", { type: "string", format: "date" }, "never", []],
  ["x-format-assertion: false", { type: "string", format: "date", "x-format-assertion": false }, "never", []],
  ["date", format("date"), "2024-02-29", []],
  ["day out of range", format("date"), "2023-02-29", ["format "]],
  ["century that is not a leap year", format("date"), "1900-02-29", ["format "]],
  ["month 13", format("date"), "2024-13-01", ["format "]],
  ["day 0", format("date"), "2024-01-00", ["format "]],
  ["date-time", format("date-time"), "2024-12-31T23:59:60Z", []],
  ["invalid leap second", format("date-time"), "2024-12-31T22:59:60Z", ["format "]],
  ["hour 24", format("date-time"), "2024-01-01T24:00:00Z", ["format "]],
  ["date-time without a time zone", format("date-time"), "2024-01-01T00:00:00", ["format "]],
  ["uuid", format("uuid"), "2EB8AA08-AA98-11EA-B4AA-73B441D16380", []],
  ["uuid with an extra character", format("uuid"), "2EB8AA08-AA98-11EA-B4AA-73B441D163800", ["format "]],
  ["uri", format("uri"), "https://example.com/a?b#c", []],
  ["uri without a scheme", format("uri"), "//example.com", ["format "]],
  ["uri with an invalid escape", format("uri"), "https://example.com/%zz", ["format "]],
  ["uri with a space", format("uri"), "https://example.com/a b", ["format "]],
  ["Base64", format("byte"), "YWI=", []],
  ["Base64 without padding", format("byte"), "YWI", ["format "]],
  ["Base64 with the URL-safe alphabet", format("byte"), "YW_-", ["format "]],
  ["ignores other types", { format: "date", "x-format-assertion": true }, 20240101, []],
]);
