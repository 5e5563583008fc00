import { keywordTable } from "../../../../helpers/keyword-table.js";

const format = (name: string) => ({ type: "string", format: name, "x-format-assertion": true });

keywordTable("x-format-assertion", [
  ["only told", { type: "string", format: "date" }, "never", []],
  ["switched off", { type: "string", format: "date", "x-format-assertion": false }, "never", []],
  ["a date", format("date"), "2024-02-29", []],
  ["a day too many", format("date"), "2023-02-29", ["format "]],
  ["a century that is no leap year", format("date"), "1900-02-29", ["format "]],
  ["month 13", format("date"), "2024-13-01", ["format "]],
  ["day 0", format("date"), "2024-01-00", ["format "]],
  ["a moment", format("date-time"), "2024-12-31T23:59:60Z", []],
  ["a leap second at the wrong time", format("date-time"), "2024-12-31T22:59:60Z", ["format "]],
  ["hour 24", format("date-time"), "2024-01-01T24:00:00Z", ["format "]],
  ["no zone", format("date-time"), "2024-01-01T00:00:00", ["format "]],
  ["a uuid", format("uuid"), "2EB8AA08-AA98-11EA-B4AA-73B441D16380", []],
  ["a uuid with a letter too many", format("uuid"), "2EB8AA08-AA98-11EA-B4AA-73B441D163800", ["format "]],
  ["a uri", format("uri"), "https://example.com/a?b#c", []],
  ["a uri without a scheme", format("uri"), "//example.com", ["format "]],
  ["a uri with a broken escape", format("uri"), "https://example.com/%zz", ["format "]],
  ["a uri with a blank", format("uri"), "https://example.com/a b", ["format "]],
  ["Base64", format("byte"), "YWI=", []],
  ["Base64 without padding", format("byte"), "YWI", ["format "]],
  ["Base64 in another alphabet", format("byte"), "YW_-", ["format "]],
  ["speaks of strings only", { format: "date", "x-format-assertion": true }, 20240101, []],
]);
