import { describe, expect, test } from "vitest";
import type { Issue } from "../../../../src/core/issue.js";
import { createDocument, diagnosticsOf, evaluateContract } from "../../helpers/rules.js";

const rule = (text: string, id = "r"): object => ({ id, rule: text, message: "m", severity: "error", source: "s" });
const schemaWithRule = { type: "object", required: ["n"], properties: { n: { type: "integer" } }, "x-validations": [rule("self.n > 1")] };
const ref = { $ref: "#/components/schemas/R" };
const at = (issues: readonly Issue[]): string[] => issues.map(({ code, path }) => `${code} ${path}`);

/** Schemas that contain a schema with a rule, a value, and the expected issues. */
const REACHABLE: readonly (readonly [name: string, schema: object, value: unknown, expected: readonly string[]])[] = [
  ["property", { type: "object", properties: { a: ref } }, { a: { n: 1 } }, ["rule /a"]],
  ["absent property", { type: "object", properties: { a: ref } }, {}, []],
  ["escaped property name", { type: "object", properties: { "a/~": ref } }, { "a/~": { n: 1 } }, ["rule /a~1~0"]],
  ["inherited property name", { type: "object", properties: { constructor: ref } }, {}, []],
  [
    "own property with an inherited name",
    { type: "object", properties: { constructor: ref } },
    { constructor: { n: 1 } },
    ["rule /constructor"],
  ],
  ["list elements", { type: "array", items: ref }, [{ n: 1 }, { n: 2 }, { n: 0 }], ["rule /0", "rule /2"]],
  ["nested list elements", { type: "array", items: { type: "array", items: ref } }, [[], [{ n: 1 }]], ["rule /1/0"]],
  ["list elements of a property", { type: "object", properties: { a: { type: "array", items: ref } } }, { a: [{ n: 1 }] }, ["rule /a/0"]],
  ["nullable list", { type: "object", properties: { a: { type: ["array", "null"], items: ref } } }, { a: [{ n: 1 }] }, ["rule /a/0"]],
  ["null for a nullable list", { type: "object", properties: { a: { type: ["array", "null"], items: ref } } }, { a: null }, []],
  ["list elements after prefixItems", { type: "array", prefixItems: [true], items: ref }, [{ n: 1 }, { n: 1 }], ["rule /1"]],
  ["reference to a list", { type: "object", properties: { a: { $ref: "#/components/schemas/L" } } }, { a: [{ n: 1 }] }, ["rule /a/0"]],
  [
    "reference with adjacent keywords",
    { type: "object", properties: { a: { ...ref, description: "d", minProperties: 1 } } },
    { a: { n: 1 } },
    ["rule /a"],
  ],
  [
    "reference next to allOf",
    { type: "object", properties: { a: { $ref: "#/components/schemas/P", allOf: [ref] } } },
    { a: { n: 1 } },
    ["rule /a"],
  ],
  [
    "reference with rules next to allOf",
    { type: "object", properties: { a: { $ref: "#/components/schemas/O", allOf: [{ $ref: "#/components/schemas/Q" }] } } },
    { a: { o: { n: 1 }, q: 1 } },
    ["rule /a", "rule /a/o"],
  ],
  [
    "reference with adjacent rules",
    { type: "object", properties: { a: { ...ref, "x-validations": [rule("self.n > 2", "own")] } } },
    { a: { n: 1 } },
    ["rule /a", "rule /a"],
  ],
  ["object schema without type", { properties: { a: ref } }, { a: { n: 1 } }, ["rule /a"]],
  ["null for a schema without type", { properties: { a: ref } }, null, []],
  ["value of another type", { type: "object", properties: { a: ref } }, 5, ["type "]],
  ["property of another type", { type: "object", properties: { a: ref } }, { a: 5 }, ["type /a"]],
  ["array-like object", { type: "array", items: ref }, { 0: { n: 1 }, length: 1 }, ["type "]],
  ["allOf", { type: "object", allOf: [ref] }, { n: 1 }, ["rule "]],
  ["nested allOf", { type: "object", allOf: [{ allOf: [ref] }] }, { n: 1 }, ["rule "]],
  ["property in allOf", { type: "object", allOf: [{ properties: { a: ref } }] }, { a: { n: 1 } }, ["rule /a"]],
  [
    "property next to a reference in allOf",
    { type: "object", allOf: [{ $ref: "#/components/schemas/P", properties: { a: ref } }] },
    { a: { n: 1 } },
    ["rule /a"],
  ],
  ["property of a reference in allOf", { type: "object", allOf: [{ $ref: "#/components/schemas/O" }] }, { o: { n: 1 } }, ["rule /o"]],
  ["list elements in allOf", { type: "array", allOf: [{ items: ref }] }, [{ n: 1 }], ["rule /0"]],
];

const OTHERS = {
  R: schemaWithRule,
  L: { type: "array", items: ref },
  O: { type: "object", properties: { o: ref } },
  P: { type: "object" },
  Q: { type: "object", properties: { q: { type: "integer", default: 5 } }, "x-validations": [rule("self.q > 1", "q")] },
};

describe("evaluates rules below properties, items, $ref and allOf", () => {
  test.each(REACHABLE)("%s", (_, schema, value, expected) => {
    expect(at(evaluateContract(createDocument({ T: schema, ...OTHERS })).check("T", value))).toEqual(expected);
  });
});

describe("rejects rules below other keywords", () => {
  const below: readonly (readonly [string, object])[] = [
    ["anyOf", { anyOf: [ref] }],
    ["oneOf", { oneOf: [ref, { type: "null" }] }],
    ["not", { not: ref }],
    ["if", { if: ref, else: false }],
    ["contains", { type: "array", contains: ref }],
    ["prefixItems", { type: "array", prefixItems: [ref] }],
    ["additionalProperties", { type: "object", additionalProperties: ref }],
    ["patternProperties", { type: "object", patternProperties: { a: ref } }],
    ["dependentSchemas", { type: "object", dependentSchemas: { a: ref } }],
    ["oneOf", { type: "object", properties: { a: { oneOf: [ref, { type: "null" }] } } }],
    ["oneOf", { type: "object", allOf: [{ oneOf: [ref] }] }],
    ["anyOf", { type: "array", items: { anyOf: [ref] } }],
  ];
  test.each(below)("%s: %j", (keyword, schema) => {
    const [diagnostic] = diagnosticsOf(createDocument({ T: schema, ...OTHERS }));
    expect(diagnostic?.message).toBe(`rules below ${keyword} are not supported`);
    expect(diagnostic?.fix).toMatch(/properties, items, \$ref or allOf/);
  });
});

describe("rules on types other than object", () => {
  const rows: readonly (readonly [string, object, string, unknown, readonly string[]])[] = [
    ["invalid string", { type: "string" }, "size(self) > 2", "ab", ["rule /a"]],
    ["valid string", { type: "string" }, "size(self) > 2", "abc", []],
    ["absent string", { type: "string" }, "size(self) > 2", undefined, []],
    ["number instead of a string", { type: "string" }, "size(self) > 2", 5, ["type /a", "skipped /a"]],
    ["several types, invalid", { type: ["string", "integer"] }, "self == 5", "x", ["rule /a"]],
    ["several types, valid", { type: ["string", "integer"] }, "self == 5", 5, []],
    ["number instead of a list", { type: "array", items: { type: "integer" } }, "size(self) > 1", 5, ["type /a"]],
    ["integer", { type: "integer" }, "self % 2 == 0", 3, ["rule /a"]],
    ["nullable integer", { type: ["integer", "null"] }, "self % 2 == 0", null, []],
    ["list elements", { type: "array", items: { type: "integer" } }, "self.all(x, x > 1)", [2, 1], ["rule /a/1"]],
    ["list size", { type: "array", items: { type: "integer" } }, "size(self) > 1", [2], ["rule /a"]],
    [
      "list of schemas with rules, with another rule",
      { type: "array", items: ref },
      "unique(self, 'n')",
      [{ n: 2 }, { n: 2 }, { n: 1 }],
      ["rule /a/1/n", "rule /a/2"],
    ],
    ["nullable object, null", { type: ["object", "null"], properties: { n: { type: "integer", default: 1 } } }, "self.n > 1", null, []],
    [
      "nullable object, object",
      { type: ["object", "null"], properties: { n: { type: "integer", default: 1 } } },
      "self.n > 1",
      {},
      ["rule /a"],
    ],
  ];
  test.each(rows)("%s", (_, schema, text, value, expected) => {
    const host = { type: "object", properties: { a: { ...schema, "x-validations": [rule(text, "own")] } } };
    expect(at(evaluateContract(createDocument({ T: host, ...OTHERS })).check("T", { a: value }))).toEqual(expected);
  });
});

test("evaluates a shared rule on each host, with the same id", () => {
  const shared = { "x-validations": [rule("self.width > 5 && self.kind == 'a'", "shared")] };
  const host = (kind: object, width: object = {}): object => ({
    type: "object",
    allOf: [{ $ref: "#/components/schemas/Shared" }],
    properties: { width: { type: "integer", default: 1, ...width }, kind: { type: "string", default: "a", ...kind } },
  });
  const contract = evaluateContract(
    createDocument({ Shared: shared, A: host({}), B: host({ enum: ["a", "b"] }), C: host({}, { default: 6 }) }),
  );
  expect(at(contract.check("A", {}))).toEqual(["rule "]);
  expect(at(contract.check("B", { width: 6, kind: "b" }))).toEqual(["rule "]);
  expect(at(contract.check("C", {}))).toEqual([]);
  expect(at(contract.check("C", { width: 5 }))).toEqual(["rule "]);
  // A and B compile to the same code; C has another default.
  expect(contract.coverage.rules).toEqual({ shared: ["sharedRules", "sharedRules_2"] });
});

test("emits no check for a component that only contains rules", () => {
  const contract = evaluateContract(
    createDocument({
      Shared: { "x-validations": [rule("self.n > 1", "shared")] },
      A: { type: "object", required: ["n"], properties: { n: { type: "integer" } }, allOf: [{ $ref: "#/components/schemas/Shared" }] },
    }),
  );
  expect(contract.rulesText).not.toContain("checkShared");
});

test("evaluates rules on every node of a recursive schema", () => {
  const tree = {
    ...schemaWithRule,
    properties: { n: { type: "integer" }, sub: { type: "array", items: { $ref: "#/components/schemas/Tree" } } },
  };
  const issues = evaluateContract(createDocument({ Tree: tree })).check("Tree", { n: 2, sub: [{ n: 1, sub: [{ n: 0 }] }] });
  expect(at(issues)).toEqual(["rule /sub/0", "rule /sub/0/sub/0"]);
});

test("reports schema issues before rule issues", () => {
  const host = { type: "object", properties: { b: { type: "string" }, a: ref } };
  expect(at(evaluateContract(createDocument({ T: host, ...OTHERS })).check("T", { b: 1, a: { n: 1 } }))).toEqual(["type /b", "rule /a"]);
});
