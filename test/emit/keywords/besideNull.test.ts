import { keywordTable } from "../table.js";

const fault = { type: "object", properties: { code: { type: "string" } } };
const nullable = { oneOf: [{ $ref: "#/$defs/fault" }, { type: "null" }], $defs: { fault } };
const open = { oneOf: [{ minimum: 3 }, { type: "null" }] };

keywordTable("anyOf and oneOf beside null", [
  ["null", nullable, null, []],
  ["the other one", nullable, { code: "a" }, []],
  ["a fault inside the other one stands at its own place", nullable, { code: 1 }, ["type /code"]],
  ["neither is named by its type", nullable, "a", ["type "]],
  ["null first", { anyOf: [{ type: "null" }, { type: "integer", minimum: 3 }] }, 2, ["range "]],
  ["a schema that takes null too is asked as any other", open, null, ["applicator "]],
  ["and holds for one of both", open, 3, []],
]);
