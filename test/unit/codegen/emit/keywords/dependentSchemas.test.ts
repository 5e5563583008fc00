import { keywordTable } from "../../../../helpers/keyword-table.js";

const wide = { type: "object", dependentSchemas: { width: { required: ["height"], properties: { height: { minimum: 1 } } } } };

keywordTable("dependentSchemas", [
  ["no trigger", wide, { height: 0 }, []],
  ["trigger and right", wide, { width: 1, height: 1 }, []],
  ["missing", wide, { width: 1 }, ["required /height"]],
  ["out of range", wide, { width: 1, height: 0 }, ["range /height"]],
  ["undefined does not trigger", wide, { width: undefined }, []],
  ["toString does not trigger", { dependentSchemas: { toString: false } }, {}, []],
  ["an own toString does", { dependentSchemas: { toString: false } }, { toString: 1 }, ["never "]],
  ["true asks nothing", { dependentSchemas: { a: true } }, { a: 1 }, []],
  ["speaks of objects only", { dependentSchemas: { length: false } }, "abc", []],
]);
