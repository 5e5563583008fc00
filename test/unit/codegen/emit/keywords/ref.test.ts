import { keywordTable } from "../../../../helpers/keyword-table.js";

const tree = { type: "object", properties: { name: { type: "string" }, sub: { type: "array", items: { $ref: "#" } } }, required: ["name"] };

keywordTable("$ref", [
  ["the target holds", { $ref: "#/$defs/s", $defs: { s: { type: "string" } } }, "a", []],
  ["the target does not", { $ref: "#/$defs/s", $defs: { s: { type: "string" } } }, 1, ["type "]],
  ["siblings count", { $ref: "#/$defs/s", maxLength: 1, $defs: { s: { type: "string" } } }, "ab", ["length "]],
  ["an escaped name", { $ref: "#/$defs/a~1~0%25", $defs: { "a/~%": { const: 1 } } }, 2, ["const "]],
  ["a chain", { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { const: 1 } } }, 2, ["const "]],
  ["a boolean", { $ref: "#/$defs/no", $defs: { no: false } }, 1, ["never "]],
  ["a place inside", { properties: { a: { type: "string" }, b: { $ref: "#/properties/a" } } }, { b: 1 }, ["type /b"]],
  ["a tree", tree, { name: "a", sub: [{ name: "b", sub: [] }] }, []],
  ["a fault deep in a tree", tree, { name: "a", sub: [{ name: "b", sub: [{ name: 5 }] }] }, ["type /sub/0/sub/0/name"]],
  [
    "two that refer to each other",
    {
      $ref: "#/$defs/a",
      $defs: { a: { properties: { b: { $ref: "#/$defs/b" } } }, b: { properties: { a: { $ref: "#/$defs/a" } }, required: ["n"] } },
    },
    { b: { n: 1, a: { b: {} } } },
    ["required /b/a/b/n"],
  ],
]);
