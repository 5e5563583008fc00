// biome-ignore-all lint/suspicious/noThenProperty: keyword name
import { keywordTable } from "../../helpers/keyword-table.js";

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
