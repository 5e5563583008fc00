import { expect, test } from "vitest";
import { firstIssue } from "../../helpers/pipeline.js";

/** Schema, value and the expected texts of the issue. */
const TEXTS: readonly (readonly [schema: object, value: unknown, message: string, received: string, expected: string, hint?: string])[] = [
  [{ type: "integer" }, "5", 'n is "5", not an integer', '"5"', "integer", "write 5 without quotes"],
  [{ type: "boolean" }, "true", 'n is "true", not a boolean', '"true"', "boolean", "write true without quotes"],
  [{ type: "integer" }, "true", 'n is "true", not an integer', '"true"', "integer"],
  [{ type: "boolean" }, "yes", 'n is "yes", not a boolean', '"yes"', "boolean"],
  [{ type: "integer" }, " ", 'n is " ", not an integer', '" "', "integer"],
  [{ type: ["string", "null"] }, [1, 2], "n is an array of 2 elements, not a string or null", "an array of 2 elements", "string or null"],
  [{ type: "string" }, {}, "n is an object, not a string", "an object", "string"],
  [{ type: "string" }, null, "n is null, not a string", "null", "string", "omit the property"],
  [{ type: "string" }, 5n, "n is a bigint, not a string", "a bigint", "string"],
  [{ type: "integer" }, Symbol("x"), "n is a symbol, not an integer", "a symbol", "integer"],
  [{ type: "integer" }, "a".repeat(24), `n is "${"a".repeat(24)}", not an integer`, `"${"a".repeat(24)}"`, "integer"],
  [{ type: "integer" }, "a".repeat(25), "n is a string of 25 characters, not an integer", "a string of 25 characters", "integer"],
  [{ type: "integer" }, "a/b?c=secret", "n is a string of 12 characters, not an integer", "a string of 12 characters", "integer"],
  [{ type: "string", format: "password" }, 271828, "n is a number, not a string", "a number", "string"],
  [{ type: "string", format: "password" }, true, "n is a boolean, not a string", "a boolean", "string"],
  [{ type: "string", format: "password" }, ["s"], "n is an array of 1 element, not a string", "an array of 1 element", "string"],
  [{ type: "integer", format: "password" }, "271828", "n is a string, not an integer", "a string", "integer"],
  [{ maximum: 5 }, 6, "n is 6, above the maximum of 5", "6", "at most 5", "use 5"],
  [{ minimum: 5 }, 4, "n is 4, below the minimum of 5", "4", "at least 5", "use 5"],
  [
    { type: "integer", minimum: 0, maximum: 360, "x-unit": "degree" },
    361,
    "n is 361, above the maximum of 360",
    "361",
    "at most 360",
    "use 1",
  ],
  [{ type: "integer", minimum: 0, maximum: 360, "x-unit": "degree" }, -1, "n is -1, below the minimum of 0", "-1", "at least 0", "use 359"],
  [{ minimum: 0, maximum: 359, "x-unit": "degree" }, 361, "n is 361, above the maximum of 359", "361", "at most 359", "use 359"],
  [{ minimum: 0, maximum: 360, "x-unit": "second" }, 361, "n is 361, above the maximum of 360", "361", "at most 360", "use 360"],
  [
    { minimum: 0, maximum: 360, exclusiveMaximum: 300, "x-unit": "degree" },
    310,
    "n is 310, not less than 300",
    "310",
    "less than 300",
    "use a number less than 300",
  ],
  [{ exclusiveMaximum: 5 }, 5, "n is 5, not less than 5", "5", "less than 5", "use a number less than 5"],
  [{ exclusiveMinimum: 5 }, 5, "n is 5, not greater than 5", "5", "greater than 5", "use a number greater than 5"],
  [{ multipleOf: 4 }, 5, "n is 5, not a multiple of 4", "5", "a multiple of 4"],
  [{ maxLength: 2 }, "😀😀😀", "n has 3 characters, more than the 2 allowed", "3 characters", "at most 2 characters"],
  [{ minLength: 2 }, "😀", "n has 1 character, fewer than the 2 required", "1 character", "at least 2 characters"],
  [{ pattern: "^a$" }, "b", 'n is "b", which does not match the pattern ^a$', '"b"', "^a$"],
  [{ format: "date", "x-format-assertion": true }, "b", 'n is "b", not a valid date', '"b"', "date"],
  [{ enum: ["a", 1] }, "b", 'n is "b", which is not a documented value', '"b"', 'one of "a", 1'],
  [
    { enum: ["SUCCEED"], "x-aliases": { OK: "SUCCEED" } },
    "OK",
    'n is "OK", an alias of "SUCCEED"',
    '"OK"',
    'one of "SUCCEED"',
    'use "SUCCEED"',
  ],
  [{ enum: ["a"], "x-sdk-values": { b: "" } }, "b", 'n is "b", a value of the official SDKs that is not documented', '"b"', 'one of "a"'],
  [{ const: [1] }, 1, "n is 1, not [1]", "1", "[1]"],
  [{ uniqueItems: true }, [1, 1], "element 1 of n is a duplicate of an earlier element", "a duplicate element", "unique elements"],
  [{ contains: { const: 1 } }, [2], "n has 0 matching elements, expected at least 1 matching element", "0", "at least 1 matching element"],
  [
    { contains: true, maxContains: 1 },
    [1, 2],
    "n has 2 matching elements, expected at most 1 matching element",
    "2",
    "at most 1 matching element",
  ],
  [{ minItems: 1 }, [], "n has 0 elements, fewer than the 1 required", "0 elements", "at least 1 element"],
  [{ maxProperties: 0 }, { a: 1 }, "n has 1 property, more than the 0 allowed", "1 property", "at most 0 properties"],
  [{ required: ["a"] }, {}, "a is missing", "undefined", "a value for a", "add a"],
  [
    { dependentRequired: { a: ["b"] } },
    { a: 1 },
    "b is missing, but required when a is present",
    "undefined",
    "a value for b",
    "add b, or remove a",
  ],
  [
    { additionalProperties: false },
    { a: 1 },
    "a is not an allowed property",
    "an additional property",
    "no additional properties",
    "remove the property",
  ],
  [{ propertyNames: false }, { "a/~": 1 }, "a/~ is not an allowed property name", "an invalid property name", "a valid property name"],
  [{ anyOf: [false] }, 1, "n matches none of the anyOf schemas", "0 matching schemas", "at least 1 matching schema"],
  [
    { oneOf: [true, true] },
    1,
    "n must match exactly 1 of the oneOf schemas, but matches 2",
    "2 matching schemas",
    "exactly 1 matching schema",
  ],
  [{ not: true }, 1, "n matches the excluded schema", "1 matching schema", "no matching schema"],
  [false as never, 1, "n is not allowed", "a value", "no value", "remove the value"],
];

test.each(TEXTS)("%j", (schema, value, message, received, expected, hint) => {
  const issue = firstIssue({ type: "object", "x-table": 9, properties: { n: schema } }, { n: value });
  expect({ message: issue.message, received: issue.received, expected: issue.expected, hint: issue.hint }).toEqual({
    message,
    received,
    expected,
    hint,
  });
  expect(issue.source).toBe("Table 9");
});

test("a contains issue names the violated keyword", () => {
  const keyword = (schema: object, value: unknown) => firstIssue(schema, value).keyword;
  expect(keyword({ contains: { const: 1 } }, [])).toBe("contains");
  expect(keyword({ contains: { const: 1 }, minContains: 2 }, [1])).toBe("minContains");
  expect(keyword({ contains: { const: 1 }, maxContains: 1 }, [1, 1])).toBe("maxContains");
});

test("messages start with the last property name of the path", () => {
  const list = { type: "array", items: { type: "array", items: { type: "string" } } };
  expect(firstIssue({ properties: { a: list } }, { a: [["x"], ["y", 5]] }).message).toBe("element 1 of element 1 of a is 5, not a string");
  expect(firstIssue(list, [[5]]).message).toBe("element 0 of element 0 is 5, not a string");
  expect(firstIssue({ type: "string" }, 5).message).toBe("the value is 5, not a string");
});

test("the source is that of the nearest schema with a source", () => {
  const schema = {
    "x-table": 2,
    properties: { a: { $ref: "#/$defs/b" }, c: { type: "string" } },
    $defs: { b: { "x-source": "the SDK", type: "string" } },
  };
  expect(firstIssue(schema, { a: 1 }).source).toBe("the SDK");
  expect(firstIssue(schema, { c: 1 }).source).toBe("Table 2");
});
