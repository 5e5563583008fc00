import { keywordTable } from "../../../helpers/keyword-table.js";

const samples: readonly (readonly [string, unknown, readonly string[]])[] = [
  ["null", null, ["null"]],
  ["true", true, ["boolean"]],
  ["0", 0, ["integer", "number"]],
  ["-0", -0, ["integer", "number"]],
  ["1.0", 1.0, ["integer", "number"]],
  ["1e300", 1e300, ["integer", "number"]],
  ["0.5", 0.5, ["number"]],
  ["NaN", Number.NaN, []],
  ["Infinity", Number.POSITIVE_INFINITY, []],
  ["a string", "a", ["string"]],
  ["a list", [], ["array"]],
  ["an object", {}, ["object"]],
  ["undefined", undefined, []],
  ["a bigint", 1n, []],
  ["a symbol", Symbol("a"), []],
  ["a function", () => 1, []],
  ["a Number object", Object(1), ["object"]],
  ["an object that converts to a number", { valueOf: () => 1, toString: () => "1" }, ["object"]],
  ["an object that cannot be converted", { valueOf: 1, toString: 1 }, ["object"]],
];

for (const type of ["null", "boolean", "integer", "number", "string", "array", "object"]) {
  keywordTable(
    `type: ${type}`,
    samples.map(([name, value, types]) => [name, { type }, value, types.includes(type) ? [] : ["type "]] as const),
  );
  keywordTable(
    `type: ${type} with what makes a function of it`,
    samples.map(
      ([name, value, types]) => [name, { type, required: [], minProperties: 0 }, value, types.includes(type) ? [] : ["type "]] as const,
    ),
  );
}

keywordTable("several types", [
  ["the first", { type: ["string", "null"], maxLength: 1 }, "a", []],
  ["the second", { type: ["string", "null"], maxLength: 1 }, null, []],
  ["neither", { type: ["string", "null"], maxLength: 1 }, 1, ["type "]],
  ["the keyword speaks of its own", { type: ["string", "integer"], maxLength: 1, maximum: 5 }, 6, ["range "]],
  ["integer beside number", { type: ["integer", "number"] }, 0.5, []],
  ["an object or null", { type: ["object", "null"], required: ["a"] }, null, []],
  ["an object of them", { type: ["object", "null"], required: ["a"] }, {}, ["required /a"]],
  ["integer or string with bounds", { type: ["integer", "string"], minimum: 0, maximum: 9 }, 1.5, ["type "]],
]);

keywordTable("boolean schemas", [
  ["true", true, undefined, []],
  ["false", false, 1, ["never "]],
]);
