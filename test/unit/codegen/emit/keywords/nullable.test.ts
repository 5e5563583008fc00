import { keywordTable } from "../../../../helpers/keyword-table.js";

const info = { type: "object", required: ["a"], properties: { a: { type: "string" } } };
const nothing = { type: "null" };

for (const keyword of ["anyOf", "oneOf"]) {
  keywordTable(`${keyword} with null`, [
    ["null", { [keyword]: [info, nothing] }, null, []],
    ["other alternative", { [keyword]: [info, nothing] }, { a: "x" }, []],
    ["reports issues of the other alternative at their paths", { [keyword]: [info, nothing] }, { a: 1 }, ["type /a"]],
    ["neither alternative", { [keyword]: [info, nothing] }, 5, ["type "]],
    ["null as first alternative", { [keyword]: [nothing, info] }, { a: 1 }, ["type /a"]],
    ["reference", { [keyword]: [{ $ref: "#/$defs/i" }, nothing], $defs: { i: info } }, { a: 1 }, ["type /a"]],
    ["undefined is not null", { [keyword]: [{ type: "string" }, nothing] }, undefined, ["type "]],
    ["three alternatives", { [keyword]: [info, nothing, { type: "string" }] }, { a: 1 }, ["applicator "]],
    ["null and string", { [keyword]: [nothing, { type: "string", maxLength: 1 }] }, "ab", ["length "]],
    ["only null", { [keyword]: [nothing] }, 5, ["applicator "]],
    ["null with a description", { [keyword]: [info, { type: "null", description: "d" }] }, null, []],
    ["null with another constraint", { [keyword]: [info, { type: "null", const: null }] }, { a: 1 }, ["applicator "]],
    ["two null alternatives", { [keyword]: [nothing, nothing] }, 5, ["applicator "]],
    ["other alternative accepts null", { [keyword]: [{ type: ["string", "null"] }, nothing] }, 5, ["applicator "]],
    ["other alternative accepts any type", { [keyword]: [{ maxLength: 1 }, nothing] }, "ab", ["applicator "]],
    ["in a property", { type: "object", properties: { p: { [keyword]: [info, nothing] } } }, { p: {} }, ["required /p/a"]],
  ]);
}

keywordTable("null accepted by both alternatives", [
  ["oneOf rejects null if both alternatives accept it", { oneOf: [{ type: ["string", "null"] }, nothing] }, null, ["applicator "]],
  ["anyOf accepts null if both alternatives accept it", { anyOf: [{ type: ["string", "null"] }, nothing] }, null, []],
  ["oneOf with an alternative for any type", { oneOf: [{ maxLength: 1 }, nothing] }, null, ["applicator "]],
  ["oneOf of two null alternatives", { oneOf: [nothing, nothing] }, null, ["applicator "]],
]);
