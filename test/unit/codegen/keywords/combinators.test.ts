// biome-ignore-all lint/suspicious/noThenProperty: keyword name

import { describe } from "vitest";
import { keywordTable } from "../../helpers/pipeline.js";

keywordTable("allOf", [
  ["all match", { allOf: [{ minimum: 1 }, { maximum: 5 }] }, 3, []],
  ["one does not match", { allOf: [{ minimum: 1 }, { maximum: 5 }] }, 6, ["range "]],
  [
    "reports the issues of every subschema",
    { allOf: [{ minimum: 9 }, { maximum: 5 }, { multipleOf: 2 }] },
    7,
    ["range ", "range ", "multiple "],
  ],
  [
    "reports issues at the nested path",
    { allOf: [{ properties: { a: { type: "string" } } }, { required: ["b"] }] },
    { a: 1 },
    ["type /a", "required /b"],
  ],
  ["false", { allOf: [true, false] }, 1, ["never "]],
  ["applies adjacent keywords", { allOf: [{ minimum: 1 }], maximum: 5 }, 6, ["range "]],
  ["nested", { allOf: [{ allOf: [{ allOf: [{ const: 1 }] }] }] }, 2, ["const "]],
]);

const either = { anyOf: [{ type: "string" }, { type: "integer", minimum: 5 }] };

keywordTable("anyOf", [
  ["first alternative", either, "a", []],
  ["second alternative", either, 5, []],
  ["no alternative: reports one issue at the value", either, 4, ["applicator "]],
  [
    "objects",
    {
      anyOf: [
        { type: "object", required: ["a"] },
        { type: "object", required: ["b"] },
      ],
    },
    { b: 1 },
    [],
  ],
  [
    "object that matches no alternative",
    {
      anyOf: [
        { type: "object", required: ["a"] },
        { type: "object", required: ["b"] },
      ],
    },
    { c: 1 },
    ["applicator "],
  ],
  ["both alternatives", { anyOf: [true, { const: 1 }] }, 1, []],
  ["impossible alternatives", { anyOf: [false, false] }, 1, ["applicator "]],
  ["in a property", { type: "object", properties: { a: either } }, { a: null }, ["applicator /a"]],
]);

const odd = { oneOf: [{ multipleOf: 2 }, { multipleOf: 3 }] };

keywordTable("oneOf", [
  ["first alternative only", odd, 4, []],
  ["second alternative only", odd, 9, []],
  ["both alternatives", odd, 6, ["applicator "]],
  ["no alternative", odd, 7, ["applicator "]],
  ["single alternative", { oneOf: [{ const: 1 }] }, 1, []],
  [
    "objects",
    {
      oneOf: [
        { type: "object", required: ["a"] },
        { type: "object", required: ["b"] },
      ],
    },
    { a: 1, b: 1 },
    ["applicator "],
  ],
  ["booleans", { oneOf: [true, false, false] }, 1, []],
  ["reference or null", { oneOf: [{ $ref: "#/$defs/s" }, { type: "null" }], $defs: { s: { type: "string" } } }, null, []],
]);

keywordTable("not", [
  ["no match", { not: { type: "string" } }, 1, []],
  ["match", { not: { type: "string" } }, "a", ["applicator "]],
  ["double negation", { not: { not: { type: "string" } } }, "a", []],
  ["object schema", { not: { type: "object", required: ["a"] } }, { a: 1 }, ["applicator "]],
  ["rejects everything", { not: {} }, 1, ["applicator "]],
  ["accepts everything", { not: false }, 1, []],
  ["forbidden property", { type: "object", properties: { a: { not: {} } } }, { a: 1 }, ["applicator /a"]],
]);

const info = { type: "object", required: ["a"], properties: { a: { type: "string" } } };
const nothing = { type: "null" };

for (const keyword of ["anyOf", "oneOf"]) {
  keywordTable(`${keyword} with null`, [
    ["null", { [keyword]: [info, nothing] }, null, []],
    ["other alternative", { [keyword]: [info, nothing] }, { a: "x" }, []],
    ["reports issues of the other alternative at their paths", { [keyword]: [info, nothing] }, { a: 1 }, ["type /a"]],
    ["neither alternative", { [keyword]: [info, nothing] }, 5, ["type "]],
    ["null as first alternative", { [keyword]: [nothing, info] }, { a: 1 }, ["type /a"]],
    ["reference", { [keyword]: [{ $ref: "#/$defs/i" }, nothing], $defs: { i: info } }, { a: 1 }, ["type /a"]],
    ["undefined is not null", { [keyword]: [{ type: "string" }, nothing] }, undefined, ["type "]],
    ["three alternatives", { [keyword]: [info, nothing, { type: "string" }] }, { a: 1 }, ["applicator "]],
    ["null and string", { [keyword]: [nothing, { type: "string", maxLength: 1 }] }, "ab", ["length "]],
    ["only null", { [keyword]: [nothing] }, 5, ["applicator "]],
    ["null with a description", { [keyword]: [info, { type: "null", description: "d" }] }, null, []],
    ["null with another constraint", { [keyword]: [info, { type: "null", const: null }] }, { a: 1 }, ["applicator "]],
    ["two null alternatives", { [keyword]: [nothing, nothing] }, 5, ["applicator "]],
    ["other alternative accepts null", { [keyword]: [{ type: ["string", "null"] }, nothing] }, 5, ["applicator "]],
    ["other alternative accepts any type", { [keyword]: [{ maxLength: 1 }, nothing] }, "ab", ["applicator "]],
    ["in a property", { type: "object", properties: { p: { [keyword]: [info, nothing] } } }, { p: {} }, ["required /p/a"]],
  ]);
}

keywordTable("null accepted by both alternatives", [
  ["oneOf rejects null if both alternatives accept it", { oneOf: [{ type: ["string", "null"] }, nothing] }, null, ["applicator "]],
  ["anyOf accepts null if both alternatives accept it", { anyOf: [{ type: ["string", "null"] }, nothing] }, null, []],
  ["oneOf with an alternative for any type", { oneOf: [{ maxLength: 1 }, nothing] }, null, ["applicator "]],
  ["oneOf of two null alternatives", { oneOf: [nothing, nothing] }, null, ["applicator "]],
]);

describe("conditions", () => {
  const audio = {
    if: { properties: { type: { const: "AUDIO" } }, required: ["type"] },
    then: { required: ["url"] },
    else: { properties: { text: { type: "string" } } },
  };

  keywordTable("if", [
    ["then matches", audio, { type: "AUDIO", url: "a" }, []],
    ["then does not match", audio, { type: "AUDIO" }, ["required /url"]],
    ["else matches", audio, { type: "TEXT", text: "a" }, []],
    ["else does not match", audio, { type: "TEXT", text: 1 }, ["type /text"]],
    ["if alone reports no issue", audio, {}, []],
    ["no effect without then and else", { if: false }, 1, []],
    ["in anyOf", { anyOf: [{ const: 1 }, { if: { type: "string" }, else: false }] }, 2, ["applicator "]],
  ]);

  const branches = (more: object) => ({ then: { const: 1 }, else: { const: 2 }, ...more });

  keywordTable("then and else", [
    ["no effect without if", branches({}), 3, []],
    ["then", branches({ if: true }), 2, ["const "]],
    ["else", branches({ if: false }), 1, ["const "]],
    ["then alone", { if: { type: "string" }, then: { const: "a" } }, "b", ["const "]],
    ["then alone, if does not match", { if: { type: "string" }, then: { const: "a" } }, 1, []],
    ["else alone", { if: { type: "string" }, else: { const: 1 } }, 2, ["const "]],
    ["false as then", { if: { type: "string" }, then: false }, "a", ["never "]],
  ]);

  const wide = { type: "object", dependentSchemas: { width: { required: ["height"], properties: { height: { minimum: 1 } } } } };

  keywordTable("dependentSchemas", [
    ["trigger property absent", wide, { height: 0 }, []],
    ["trigger property and valid object", wide, { width: 1, height: 1 }, []],
    ["missing property", wide, { width: 1 }, ["required /height"]],
    ["out of range", wide, { width: 1, height: 0 }, ["range /height"]],
    ["undefined counts as absent", wide, { width: undefined }, []],
    ["inherited toString counts as absent", { dependentSchemas: { toString: false } }, {}, []],
    ["own toString counts as present", { dependentSchemas: { toString: false } }, { toString: 1 }, ["never "]],
    ["true accepts everything", { dependentSchemas: { a: true } }, { a: 1 }, []],
    ["ignores other types", { dependentSchemas: { length: false } }, "abc", []],
  ]);
});

describe("references", () => {
  const tree = {
    type: "object",
    properties: { name: { type: "string" }, sub: { type: "array", items: { $ref: "#" } } },
    required: ["name"],
  };

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
});
