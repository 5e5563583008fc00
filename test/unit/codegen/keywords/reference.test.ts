import { keywordTable } from "../../helpers/keyword-table.js";

const tree = { type: "object", properties: { name: { type: "string" }, sub: { type: "array", items: { $ref: "#" } } }, required: ["name"] };

keywordTable("$ref", [
  ["target matches", { $ref: "#/$defs/s", $defs: { s: { type: "string" } } }, "a", []],
  ["target does not match", { $ref: "#/$defs/s", $defs: { s: { type: "string" } } }, 1, ["type "]],
  ["applies adjacent keywords", { $ref: "#/$defs/s", maxLength: 1, $defs: { s: { type: "string" } } }, "ab", ["length "]],
  ["escaped property name", { $ref: "#/$defs/a~1~0%25", $defs: { "a/~%": { const: 1 } } }, 2, ["const "]],
  ["reference chain", { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { const: 1 } } }, 2, ["const "]],
  ["booleans", { $ref: "#/$defs/no", $defs: { no: false } }, 1, ["never "]],
  ["reference to a subschema", { properties: { a: { type: "string" }, b: { $ref: "#/properties/a" } } }, { b: 1 }, ["type /b"]],
  ["recursive schema", tree, { name: "a", sub: [{ name: "b", sub: [] }] }, []],
  ["issue in a nested node", tree, { name: "a", sub: [{ name: "b", sub: [{ name: 5 }] }] }, ["type /sub/0/sub/0/name"]],
  [
    "mutually recursive schemas",
    {
      $ref: "#/$defs/a",
      $defs: { a: { properties: { b: { $ref: "#/$defs/b" } } }, b: { properties: { a: { $ref: "#/$defs/a" } }, required: ["n"] } },
    },
    { b: { n: 1, a: { b: {} } } },
    ["required /b/a/b/n"],
  ],
]);
