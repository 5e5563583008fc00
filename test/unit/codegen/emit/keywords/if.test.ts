// biome-ignore-all lint/suspicious/noThenProperty: the name of a keyword
import { keywordTable } from "../../../../helpers/keyword-table.js";

const audio = {
  if: { properties: { type: { const: "AUDIO" } }, required: ["type"] },
  then: { required: ["url"] },
  else: { properties: { text: { type: "string" } } },
};

keywordTable("if", [
  ["then holds", audio, { type: "AUDIO", url: "a" }, []],
  ["then does not", audio, { type: "AUDIO" }, ["required /url"]],
  ["else holds", audio, { type: "TEXT", text: "a" }, []],
  ["else does not", audio, { type: "TEXT", text: 1 }, ["type /text"]],
  ["the condition itself is no fault", audio, {}, []],
  ["alone it says nothing", { if: false }, 1, []],
  ["inside of anyOf", { anyOf: [{ const: 1 }, { if: { type: "string" }, else: false }] }, 2, ["applicator "]],
]);
