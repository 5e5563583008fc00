// biome-ignore-all lint/suspicious/noThenProperty: keyword name
import { keywordTable } from "../../../../helpers/keyword-table.js";

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
