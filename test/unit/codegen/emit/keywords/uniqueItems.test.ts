import { keywordTable } from "../../../../helpers/keyword-table.js";

keywordTable("uniqueItems", [
  ["distinct", { type: "array", uniqueItems: true }, [1, 2, 3], []],
  ["a number twice", { type: "array", uniqueItems: true }, [1, 2, 1], ["unique /2"]],
  ["zero and minus zero are equal", { type: "array", uniqueItems: true }, [0, -0], ["unique /1"]],
  ["1 and true are not", { type: "array", uniqueItems: true }, [1, true], []],
  ["1 and '1' are not", { type: "array", uniqueItems: true }, [1, "1"], []],
  ["0 and false, '' and null are not", { type: "array", uniqueItems: true }, [0, false, "", null], []],
  ["1 and true inside of lists are not", { type: "array", uniqueItems: true }, [[1], [true], ["1"], [null]], []],
  ["zeros inside of lists are", { type: "array", uniqueItems: true }, [[0], [-0]], ["unique /1"]],
  [
    "objects whatever their order",
    { type: "array", uniqueItems: true },
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    ["unique /1"],
  ],
  ["objects with another value", { type: "array", uniqueItems: true }, [{ a: 1 }, { a: 2 }], []],
  ["a property that is undefined is absent", { type: "array", uniqueItems: true }, [{ a: 1 }, { a: 1, b: undefined }], ["unique /1"]],
  ["an object is not its text", { type: "array", uniqueItems: true }, [{}, "{}", [], "[]"], []],
  ["a list is not an object of indices", { type: "array", uniqueItems: true }, [["a"], { 0: "a" }], []],
  ["strings with separators", { type: "array", uniqueItems: true }, [["a,b"], ["a", "b"], ['a","b']], []],
  ["__proto__ as a string", { type: "array", uniqueItems: true }, ["__proto__", "__proto__"], ["unique /1"]],
  ["__proto__ as a name", { type: "array", uniqueItems: true }, [JSON.parse('{"__proto__": 1}'), {}], []],
  ["lone surrogates differ", { type: "array", uniqueItems: true }, [["\ud800"], ["\udfff"]], []],
  ["false asks nothing", { type: "array", uniqueItems: false }, [1, 1], []],
  ["speaks of arrays only", { uniqueItems: true }, "aa", []],
]);
