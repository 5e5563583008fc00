import { keywordTable } from "../../../../helpers/keyword-table.js";

const info = { type: "object", required: ["a"], properties: { a: { type: "string" } } };
const nothing = { type: "null" };

for (const keyword of ["anyOf", "oneOf"]) {
  keywordTable(`${keyword} beside null`, [
    ["null", { [keyword]: [info, nothing] }, null, []],
    ["the other", { [keyword]: [info, nothing] }, { a: "x" }, []],
    ["a fault of the other stands at its own place", { [keyword]: [info, nothing] }, { a: 1 }, ["type /a"]],
    ["neither", { [keyword]: [info, nothing] }, 5, ["type "]],
    ["null first", { [keyword]: [nothing, info] }, { a: 1 }, ["type /a"]],
    ["a reference", { [keyword]: [{ $ref: "#/$defs/i" }, nothing], $defs: { i: info } }, { a: 1 }, ["type /a"]],
    ["absent is not null", { [keyword]: [{ type: "string" }, nothing] }, undefined, ["type "]],
    ["three alternatives", { [keyword]: [info, nothing, { type: "string" }] }, { a: 1 }, ["applicator "]],
    ["null and a text", { [keyword]: [nothing, { type: "string", maxLength: 1 }] }, "ab", ["length "]],
    ["only null", { [keyword]: [nothing] }, 5, ["applicator "]],
    ["null that is described", { [keyword]: [info, { type: "null", description: "d" }] }, null, []],
    ["null with a constraint more", { [keyword]: [info, { type: "null", const: null }] }, { a: 1 }, ["applicator "]],
    ["twice null", { [keyword]: [nothing, nothing] }, 5, ["applicator "]],
    ["where the other takes null too", { [keyword]: [{ type: ["string", "null"] }, nothing] }, 5, ["applicator "]],
    ["where the other takes anything", { [keyword]: [{ maxLength: 1 }, nothing] }, "ab", ["applicator "]],
    ["in a property", { type: "object", properties: { p: { [keyword]: [info, nothing] } } }, { p: {} }, ["required /p/a"]],
  ]);
}

keywordTable("one value, two that take it", [
  ["oneOf refuses null where both take it", { oneOf: [{ type: ["string", "null"] }, nothing] }, null, ["applicator "]],
  ["anyOf does not", { anyOf: [{ type: ["string", "null"] }, nothing] }, null, []],
  ["oneOf of a schema that takes anything", { oneOf: [{ maxLength: 1 }, nothing] }, null, ["applicator "]],
  ["oneOf of null and null", { oneOf: [nothing, nothing] }, null, ["applicator "]],
]);
