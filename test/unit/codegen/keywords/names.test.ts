import { keywordTable, withOwnProperty } from "../../helpers/keyword-table.js";

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
