import { keywordTable } from "../../../../helpers/keyword-table.js";

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
