// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a malicious document

import { describe } from "vitest";
import { keywordTable, withOwnProperty } from "../../helpers/pipeline.js";

describe("properties", () => {
  const two = { type: "object", properties: { a: { type: "string" }, b: { type: "integer", maximum: 5 } }, required: ["a"] };

  keywordTable("properties", [
    ["valid properties", two, { a: "x", b: 5 }, []],
    ["a property named undefined", two, { a: "x", undefined: 1 }, []],
    ["reports each property", two, { a: 1, b: 6 }, ["type /a", "range /b"]],
    ["missing required property", two, { b: 1 }, ["required /a"]],
    ["undefined required property", two, { a: undefined }, ["required /a"]],
    ["undefined optional property", two, { a: "x", b: undefined }, []],
    ["null for an optional property", two, { a: "x", b: null }, ["null /b"]],
    ["null for a required property", two, { a: null }, ["type /a"]],
    ["null for a false schema", { type: "object", properties: { a: false } }, { a: null }, ["never /a"]],
    ["null for an enum without type", { type: "object", properties: { a: { enum: ["x"] } } }, { a: null }, ["enum /a"]],
    ["null for an optional object", { type: "object", properties: { a: two } }, { a: null }, ["null /a"]],
    [
      "null for an optional object behind two references",
      { properties: { a: { $ref: "#/$defs/alias" } }, $defs: { alias: { $ref: "#/$defs/target" }, target: two } },
      { a: null },
      ["null /a"],
    ],
    ["null for a required object", { type: "object", properties: { a: two }, required: ["a"] }, { a: null }, ["type /a"]],
    ["null for a nullable object", { type: "object", properties: { a: { ...two, type: ["object", "null"] } } }, { a: null }, []],
    ["accepts other properties", two, { a: "x", c: Symbol("c") }, []],
    ["not an object", two, ["x"], ["type "]],
    [
      "required property with a reference",
      { properties: { a: { $ref: "#/$defs/s" } }, required: ["a"], $defs: { s: { type: "string" } } },
      {},
      ["required /a"],
    ],
    ["required property with an empty schema", { type: "object", properties: { a: {} }, required: ["a"] }, {}, ["required /a"]],
    ["required property with a true schema", { type: "object", properties: { a: true }, required: ["a"] }, { a: null }, []],
    ["false rejects the value", { type: "object", properties: { a: false } }, { a: 1 }, ["never /a"]],
    ["false accepts an absent property", { type: "object", properties: { a: false } }, { a: undefined }, []],
    ["required property with a false schema", { type: "object", properties: { a: false }, required: ["a"] }, {}, ["required /a"]],
    ["escapes pointers", { type: "object", properties: { "a/~b": { type: "string" } } }, { "a/~b": 1 }, ["type /a~1~0b"]],
    ["empty property name", { type: "object", properties: { "": { type: "string" } } }, { "": 1 }, ["type /"]],
    [
      "quotes and separators in a name",
      { type: "object", properties: { "\"'`${x}\u2028\n": { type: "string" } } },
      { "\"'`${x}\u2028\n": 1 },
      ["type /\"'`${x}\u2028\n"],
    ],
    ["inherited toString counts as absent", { type: "object", properties: { toString: { type: "string" } } }, {}, []],
    [
      "own toString of the wrong type",
      { type: "object", properties: { toString: { type: "string" } } },
      { toString: 1 },
      ["type /toString"],
    ],
    [
      "inherited constructor is required",
      { type: "object", properties: { constructor: {} }, required: ["constructor"] },
      {},
      ["required /constructor"],
    ],
    ["inherited __proto__ counts as absent", { type: "object", properties: withOwnProperty("__proto__", { type: "string" }) }, {}, []],
    [
      "own __proto__ of the wrong type",
      { type: "object", properties: withOwnProperty("__proto__", { type: "string" }) },
      withOwnProperty("__proto__", 1),
      ["type /__proto__"],
    ],
    ["own hasOwnProperty", { type: "object", properties: { a: { type: "string" } } }, { hasOwnProperty: 1, a: 2 }, ["type /a"]],
    ["object without a prototype", two, Object.assign(Object.create(null), { a: "x" }), []],
    ["nested objects", { type: "object", properties: { a: two } }, { a: { a: 1 } }, ["type /a/a"]],
    ["ignores other types", { properties: { length: { type: "string" } } }, [1, 2], []],
  ]);
});

describe("names", () => {
  keywordTable("required", [
    ["present property", { required: ["a"] }, { a: null }, []],
    ["missing property", { required: ["a", "b"] }, {}, ["required /a", "required /b"]],
    ["undefined counts as absent", { required: ["a"] }, { a: undefined }, ["required /a"]],
    ["inherited toString counts as absent", { required: ["toString"] }, {}, ["required /toString"]],
    ["own toString counts as present", { required: ["toString"] }, { toString: 1 }, []],
    ["inherited __proto__ counts as absent", { required: ["__proto__"] }, {}, ["required /__proto__"]],
    ["own __proto__ counts as present", { required: ["__proto__"] }, withOwnProperty("__proto__", 1), []],
    ["inherited constructor counts as absent", { required: ["constructor"] }, { a: 1 }, ["required /constructor"]],
    ["escapes pointers", { required: ["a/~b"] }, {}, ["required /a~1~0b"]],
    ["names also listed in properties", { properties: { a: {} }, required: ["a", "b"] }, {}, ["required /a", "required /b"]],
    ["ignores other types", { required: ["a"] }, [], []],
  ]);

  const card = { type: "object", dependentRequired: { card: ["name", "date"], toString: ["a"] } };

  keywordTable("dependentRequired", [
    ["trigger property absent", card, {}, []],
    ["trigger property and all dependencies", card, { card: 1, name: 2, date: 3 }, []],
    ["trigger property alone", card, { card: 1 }, ["dependent /name", "dependent /date"]],
    ["null counts as present", card, { card: null, name: 1 }, ["dependent /date"]],
    ["undefined counts as absent", card, { card: undefined }, []],
    ["undefined does not satisfy a dependency", card, { card: 1, name: undefined, date: 1 }, ["dependent /name"]],
    ["own toString counts as present", card, { toString: 1 }, ["dependent /a"]],
    [
      "trigger property __proto__",
      { dependentRequired: withOwnProperty("__proto__", ["a"]) },
      withOwnProperty("__proto__", 1),
      ["dependent /a"],
    ],
    ["inherited __proto__ counts as absent", { dependentRequired: withOwnProperty("__proto__", ["a"]) }, {}, []],
    [
      "inherited constructor does not satisfy a dependency",
      { dependentRequired: { a: ["constructor"] } },
      { a: 1 },
      ["dependent /constructor"],
    ],
    ["no dependencies", { dependentRequired: { a: [] } }, { a: 1 }, []],
    ["ignores other types", { dependentRequired: { length: ["a"] } }, [1], []],
  ]);

  keywordTable("propertyNames", [
    ["valid names", { propertyNames: { maxLength: 2 } }, { ab: 1 }, []],
    ["name too long", { propertyNames: { maxLength: 2 } }, { ab: 1, abc: 2 }, ["property-name /abc"]],
    ["ignores undefined properties", { propertyNames: { maxLength: 2 } }, { abc: undefined }, []],
    ["names are strings", { propertyNames: { type: "string" } }, { 1: 1 }, []],
    ["empty object", { propertyNames: false }, {}, []],
    ["no name allowed", { propertyNames: false }, { a: 1 }, ["property-name /a"]],
    ["true accepts everything", { propertyNames: true }, { a: 1 }, []],
    ["own __proto__", { propertyNames: { pattern: "^[a-z]+$" } }, withOwnProperty("__proto__", 1), ["property-name /__proto__"]],
    ["escapes pointers", { propertyNames: { maxLength: 1 } }, { "a/~": 1 }, ["property-name /a~1~0"]],
    ["reference", { propertyNames: { $ref: "#/$defs/n" }, $defs: { n: { enum: ["a"] } } }, { b: 1 }, ["property-name /b"]],
    ["ignores other types", { propertyNames: false }, [1], []],
  ]);
});

describe("other properties", () => {
  const prefixed = { type: "object", patternProperties: { "^s": { type: "string" }, n$: { minimum: 2 } } };

  keywordTable("patternProperties", [
    ["valid values", prefixed, { s: "a", n: 2 }, []],
    ["reports each property", prefixed, { s: 1, n: 1 }, ["type /s", "range /n"]],
    ["name that matches two patterns", prefixed, { sn: 1 }, ["type /sn", "range /sn"]],
    ["accepts other properties", prefixed, { a: null }, []],
    ["ignores undefined properties", prefixed, { s: undefined }, []],
    ["matches code points", { patternProperties: { "^.$": false } }, { "😀": 1 }, ["never /😀"]],
    ["own __proto__", { patternProperties: { proto: { type: "string" } } }, withOwnProperty("__proto__", 1), ["type /__proto__"]],
    ["escapes pointers", { patternProperties: { "/": false } }, { "~/": 1 }, ["never /~0~1"]],
    ["pattern with quotes", { patternProperties: { "[\"'`]": false } }, { "`": 1 }, ["never /`"]],
    ["with properties", { properties: { ab: { type: "integer" } }, patternProperties: { "^a": { maximum: 1 } } }, { ab: 2 }, ["range /ab"]],
    ["ignores other types", { patternProperties: { "": false } }, [1], []],
  ]);

  const closed = { type: "object", properties: { a: {} }, patternProperties: { "^x-": {} }, additionalProperties: false };

  keywordTable("additionalProperties", [
    ["known properties", closed, { a: 1, "x-b": 2 }, []],
    ["unknown property", closed, { a: 1, c: 2 }, ["unexpected-property /c"]],
    ["two unknown properties", closed, { c: 1, d: 2 }, ["unexpected-property /c", "unexpected-property /d"]],
    ["ignores undefined properties", closed, { c: undefined }, []],
    ["own toString", closed, { toString: 1 }, ["unexpected-property /toString"]],
    ["own __proto__", closed, withOwnProperty("__proto__", 1), ["unexpected-property /__proto__"]],
    ["escapes pointers", closed, { "c/~d": 1 }, ["unexpected-property /c~1~0d"]],
    [
      "schema for additional properties",
      { type: "object", properties: { a: {} }, additionalProperties: { type: "string" } },
      { a: 1, b: 2 },
      ["type /b"],
    ],
    [
      "schema for all properties",
      { type: "object", additionalProperties: { type: "object", required: ["n"] } },
      { "a/b": {} },
      ["required /a~1b/n"],
    ],
    [
      "ignores properties of an adjacent subschema",
      { allOf: [{ properties: { a: {} } }], additionalProperties: false },
      { a: 1 },
      ["unexpected-property /a"],
    ],
    ["true accepts everything", { type: "object", additionalProperties: true }, { a: 1 }, []],
    ["ignores symbol keys", closed, { [Symbol("c")]: 1 }, []],
    ["ignores other types", { additionalProperties: false }, [1], []],
  ]);
});
