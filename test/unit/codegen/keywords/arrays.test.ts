import { keywordTable } from "../../helpers/pipeline.js";

const pair = { type: "array", prefixItems: [{ type: "string" }, { type: "object", required: ["a"] }] };

keywordTable("prefixItems", [
  ["valid elements", pair, ["a", { a: 1 }], []],
  ["two invalid elements", pair, [1, {}], ["type /0", "required /1/a"]],
  ["reports existing elements only", pair, [1], ["type /0"]],
  ["missing second element", pair, ["a"], []],
  ["empty array", pair, [], []],
  ["accepts additional elements", pair, ["a", { a: 1 }, 5], []],
  ["a hole is an element", pair, Object.assign(new Array(2), { 1: { a: 1 } }), ["type /0"]],
  ["true accepts everything", { type: "array", prefixItems: [true, { const: 1 }] }, [{}, 2], ["const /1"]],
  ["false rejects the value", { type: "array", prefixItems: [false] }, [1], ["never /0"]],
  ["ignores other types", { prefixItems: [false] }, "a", []],
]);

keywordTable("items", [
  ["invalid elements", { type: "array", items: { type: "integer" } }, [1, "a", 2, null], ["type /1", "type /3"]],
  ["no elements", { type: "array", items: { type: "integer" } }, [], []],
  ["ignores other values with a length", { items: false }, "ab", []],
  ["a hole is not an integer", { type: "array", items: { type: "integer" } }, Object.assign(new Array(3), { 0: 1, 2: 2 }), ["type /1"]],
  ["undefined is not an integer", { type: "array", items: { type: "integer" } }, [undefined], ["type /0"]],
  [
    "elements after prefixItems",
    { type: "array", prefixItems: [{ type: "string" }], items: { type: "integer" } },
    ["a", 1, "b"],
    ["type /2"],
  ],
  ["no elements allowed after prefixItems", { type: "array", prefixItems: [true], items: false }, [1, 2], ["never /1"]],
  ["object schema", { type: "array", items: { type: "object", required: ["a"] } }, [{ a: 1 }, {}], ["required /1/a"]],
  ["nested arrays", { type: "array", items: { type: "array", items: { maximum: 1 } } }, [[0], [1, 2]], ["range /1/1"]],
  ["ignores extra array properties", { type: "array", items: { type: "integer" } }, Object.assign([1], { extra: "a" }), []],
  ["ignores other types", { items: false }, { 0: "a" }, []],
]);

keywordTable("contains", [
  ["one match", { type: "array", contains: { const: 5 } }, [1, 5], []],
  ["no match", { type: "array", contains: { const: 5 } }, [1, 2], ["contains "]],
  ["empty array", { type: "array", contains: true }, [], ["contains "]],
  ["matches any element", { type: "array", contains: true }, [null], []],
  ["matches no element", { type: "array", contains: false }, [1], ["contains "]],
  ["object schema", { type: "array", contains: { type: "object", required: ["a"] } }, [{ a: 1 }], []],
  ["no matching object", { type: "array", contains: { type: "object", required: ["a"] } }, [{ b: 1 }], ["contains "]],
  ["ignores other types", { contains: { const: 5 } }, {}, []],
]);

const fives = (bounds: object) => ({ type: "array", contains: { const: 5 }, ...bounds });

keywordTable("minContains and maxContains", [
  ["below the minimum", fives({ minContains: 2 }), [5, 1], ["contains "]],
  ["at the minimum", fives({ minContains: 2 }), [5, 1, 5], []],
  ["at the maximum", fives({ maxContains: 2 }), [5, 5], []],
  ["one above the maximum", fives({ maxContains: 2 }), [5, 5, 5], ["contains "]],
  ["maxContains alone requires one match", fives({ maxContains: 2 }), [], ["contains "]],
  ["minContains of 0 requires no match", fives({ minContains: 0 }), [], []],
  ["minContains of 0 with maxContains", fives({ minContains: 0, maxContains: 1 }), [5, 5], ["contains "]],
  ["violates both", fives({ minContains: 3, maxContains: 1 }), [5, 5], ["contains ", "contains "]],
  ["no effect without contains", { type: "array", minContains: 3, maxContains: 0 }, [5], []],
]);

keywordTable("uniqueItems", [
  ["distinct", { type: "array", uniqueItems: true }, [1, 2, 3], []],
  ["duplicate number", { type: "array", uniqueItems: true }, [1, 2, 1], ["unique /2"]],
  ["0 and -0 are equal", { type: "array", uniqueItems: true }, [0, -0], ["unique /1"]],
  ["1 and true are distinct", { type: "array", uniqueItems: true }, [1, true], []],
  ["1 and '1' are distinct", { type: "array", uniqueItems: true }, [1, "1"], []],
  ["0, false, '' and null are distinct", { type: "array", uniqueItems: true }, [0, false, "", null], []],
  ["1 and true in nested arrays are distinct", { type: "array", uniqueItems: true }, [[1], [true], ["1"], [null]], []],
  ["0 and -0 in nested arrays are equal", { type: "array", uniqueItems: true }, [[0], [-0]], ["unique /1"]],
  [
    "objects, in any key order",
    { type: "array", uniqueItems: true },
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    ["unique /1"],
  ],
  ["objects with different values", { type: "array", uniqueItems: true }, [{ a: 1 }, { a: 2 }], []],
  ["ignores undefined properties", { type: "array", uniqueItems: true }, [{ a: 1 }, { a: 1, b: undefined }], ["unique /1"]],
  ["object and its JSON text differ", { type: "array", uniqueItems: true }, [{}, "{}", [], "[]"], []],
  ["array and object with index keys differ", { type: "array", uniqueItems: true }, [["a"], { 0: "a" }], []],
  ["strings with separators", { type: "array", uniqueItems: true }, [["a,b"], ["a", "b"], ['a","b']], []],
  ["__proto__ as a property", { type: "array", uniqueItems: true }, ["__proto__", "__proto__"], ["unique /1"]],
  ["own __proto__ as a name", { type: "array", uniqueItems: true }, [JSON.parse('{"__proto__": 1}'), {}], []],
  ["lone surrogates differ", { type: "array", uniqueItems: true }, [["\ud800"], ["\udfff"]], []],
  ["false accepts duplicates", { type: "array", uniqueItems: false }, [1, 1], []],
  ["ignores other types", { uniqueItems: true }, "aa", []],
]);
