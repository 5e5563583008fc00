import { keywordTable } from "../../helpers/pipeline.js";

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
  ["string", "a", ["string"]],
  ["list", [], ["array"]],
  ["object", {}, ["object"]],
  ["undefined", undefined, []],
  ["bigint", 1n, []],
  ["symbol", Symbol("a"), []],
  ["function", () => 1, []],
  ["Number object", Object(1), ["object"]],
  ["object that converts to a number", { valueOf: () => 1, toString: () => "1" }, ["object"]],
  ["object that cannot be converted", { valueOf: 1, toString: 1 }, ["object"]],
];

for (const type of ["null", "boolean", "integer", "number", "string", "array", "object"]) {
  keywordTable(
    `type: ${type}`,
    samples.map(([name, value, types]) => [name, { type }, value, types.includes(type) ? [] : ["type "]] as const),
  );
  keywordTable(
    `type: ${type} with object keywords`,
    samples.map(
      ([name, value, types]) => [name, { type, required: [], minProperties: 0 }, value, types.includes(type) ? [] : ["type "]] as const,
    ),
  );
}

keywordTable("several types", [
  ["first type", { type: ["string", "null"], maxLength: 1 }, "a", []],
  ["second type", { type: ["string", "null"], maxLength: 1 }, null, []],
  ["neither type", { type: ["string", "null"], maxLength: 1 }, 1, ["type "]],
  ["keywords apply to their own type", { type: ["string", "integer"], maxLength: 1, maximum: 5 }, 6, ["range "]],
  ["integer and number", { type: ["integer", "number"] }, 0.5, []],
  ["nullable object, null", { type: ["object", "null"], required: ["a"] }, null, []],
  ["nullable object, object", { type: ["object", "null"], required: ["a"] }, {}, ["required /a"]],
  ["integer or string with bounds", { type: ["integer", "string"], minimum: 0, maximum: 9 }, 1.5, ["type "]],
]);

keywordTable("boolean schemas", [
  ["true", true, undefined, []],
  ["false", false, 1, ["never "]],
]);
