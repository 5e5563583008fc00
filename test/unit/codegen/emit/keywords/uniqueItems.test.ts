import { keywordTable } from "../../../../helpers/keyword-table.js";

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
