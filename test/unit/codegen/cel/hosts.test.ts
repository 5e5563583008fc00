import { describe, expect, test } from "vitest";
import type { Issue } from "../../../../src/core/issue.js";
import { compile, documentOf, faultsOf } from "../../../helpers/rules.js";

const rule = (text: string, id = "r"): object => ({ id, rule: text, message: "m", severity: "error", source: "s" });
const carrier = { type: "object", required: ["n"], properties: { n: { type: "integer" } }, "x-validations": [rule("self.n > 1")] };
const ref = { $ref: "#/components/schemas/R" };
const at = (issues: readonly Issue[]): string[] => issues.map(({ code, path }) => `${code} ${path}`);

/** Where a carrier of rules may stand below T, a value with faults, and where they are found. */
const REACHED: readonly (readonly [name: string, schema: object, value: unknown, found: readonly string[]])[] = [
  ["a property", { type: "object", properties: { a: ref } }, { a: { n: 1 } }, ["rule /a"]],
  ["a property that is absent", { type: "object", properties: { a: ref } }, {}, []],
  ["an escaped property", { type: "object", properties: { "a/~": ref } }, { "a/~": { n: 1 } }, ["rule /a~1~0"]],
  ["an inherited name", { type: "object", properties: { constructor: ref } }, {}, []],
  [
    "an own property of an inherited name",
    { type: "object", properties: { constructor: ref } },
    { constructor: { n: 1 } },
    ["rule /constructor"],
  ],
  ["elements", { type: "array", items: ref }, [{ n: 1 }, { n: 2 }, { n: 0 }], ["rule /0", "rule /2"]],
  ["elements of elements", { type: "array", items: { type: "array", items: ref } }, [[], [{ n: 1 }]], ["rule /1/0"]],
  ["elements of a property", { type: "object", properties: { a: { type: "array", items: ref } } }, { a: [{ n: 1 }] }, ["rule /a/0"]],
  [
    "a list that may be null",
    { type: "object", properties: { a: { type: ["array", "null"], items: ref } } },
    { a: [{ n: 1 }] },
    ["rule /a/0"],
  ],
  ["null where a list may be null", { type: "object", properties: { a: { type: ["array", "null"], items: ref } } }, { a: null }, []],
  ["elements after a prefix", { type: "array", prefixItems: [true], items: ref }, [{ n: 1 }, { n: 1 }], ["rule /1"]],
  ["a reference to a list", { type: "object", properties: { a: { $ref: "#/components/schemas/L" } } }, { a: [{ n: 1 }] }, ["rule /a/0"]],
  [
    "a reference with a neighbour",
    { type: "object", properties: { a: { ...ref, description: "d", minProperties: 1 } } },
    { a: { n: 1 } },
    ["rule /a"],
  ],
  [
    "a reference beside allOf",
    { type: "object", properties: { a: { $ref: "#/components/schemas/P", allOf: [ref] } } },
    { a: { n: 1 } },
    ["rule /a"],
  ],
  [
    "a reference with rules beside allOf",
    { type: "object", properties: { a: { $ref: "#/components/schemas/O", allOf: [{ $ref: "#/components/schemas/Q" }] } } },
    { a: { o: { n: 1 }, q: 1 } },
    ["rule /a", "rule /a/o"],
  ],
  [
    "a reference with rules of its own",
    { type: "object", properties: { a: { ...ref, "x-validations": [rule("self.n > 2", "own")] } } },
    { a: { n: 1 } },
    ["rule /a", "rule /a"],
  ],
  ["an object without a type", { properties: { a: ref } }, { a: { n: 1 } }, ["rule /a"]],
  ["null where no type is asked", { properties: { a: ref } }, null, []],
  ["a value of another type", { type: "object", properties: { a: ref } }, 5, ["type "]],
  ["a carrier of another type", { type: "object", properties: { a: ref } }, { a: 5 }, ["type /a"]],
  ["a list of another type", { type: "array", items: ref }, { 0: { n: 1 }, length: 1 }, ["type "]],
  ["a part of allOf", { type: "object", allOf: [ref] }, { n: 1 }, ["rule "]],
  ["a part of a part", { type: "object", allOf: [{ allOf: [ref] }] }, { n: 1 }, ["rule "]],
  ["a property of a part", { type: "object", allOf: [{ properties: { a: ref } }] }, { a: { n: 1 } }, ["rule /a"]],
  [
    "a property beside the reference of a part",
    { type: "object", allOf: [{ $ref: "#/components/schemas/P", properties: { a: ref } }] },
    { a: { n: 1 } },
    ["rule /a"],
  ],
  ["a property of what a part refers to", { type: "object", allOf: [{ $ref: "#/components/schemas/O" }] }, { o: { n: 1 } }, ["rule /o"]],
  ["elements of a part", { type: "array", allOf: [{ items: ref }] }, [{ n: 1 }], ["rule /0"]],
];

const OTHERS = {
  R: carrier,
  L: { type: "array", items: ref },
  O: { type: "object", properties: { o: ref } },
  P: { type: "object" },
  Q: { type: "object", properties: { q: { type: "integer", default: 5 } }, "x-validations": [rule("self.q > 1", "q")] },
};

describe("rules are asked wherever properties, items, $ref and allOf lead", () => {
  test.each(REACHED)("%s", (_, schema, value, found) => {
    expect(at(compile(documentOf({ T: schema, ...OTHERS })).check("T", value))).toEqual(found);
  });
});

describe("rules that nothing would ask are refused", () => {
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
    const [fault] = faultsOf(documentOf({ T: schema, ...OTHERS }));
    expect(fault?.message).toBe(`rules below ${keyword} are not asked`);
    expect(fault?.fix).toMatch(/properties, items, \$ref or allOf/);
  });
});

describe("rules on what is not an object", () => {
  const rows: readonly (readonly [string, object, string, unknown, readonly string[]])[] = [
    ["a string", { type: "string" }, "size(self) > 2", "ab", ["rule /a"]],
    ["a string that holds", { type: "string" }, "size(self) > 2", "abc", []],
    ["a string that is absent", { type: "string" }, "size(self) > 2", undefined, []],
    ["a string that is a number", { type: "string" }, "size(self) > 2", 5, ["type /a", "skipped /a"]],
    ["several types", { type: ["string", "integer"] }, "self == 5", "x", ["rule /a"]],
    ["several types, right", { type: ["string", "integer"] }, "self == 5", 5, []],
    ["a list that is a number", { type: "array", items: { type: "integer" } }, "size(self) > 1", 5, ["type /a"]],
    ["an integer", { type: "integer" }, "self % 2 == 0", 3, ["rule /a"]],
    ["an integer or null", { type: ["integer", "null"] }, "self % 2 == 0", null, []],
    ["a list", { type: "array", items: { type: "integer" } }, "self.all(x, x > 1)", [2, 1], ["rule /a/1"]],
    ["a list and its size", { type: "array", items: { type: "integer" } }, "size(self) > 1", [2], ["rule /a"]],
    [
      "a list of carriers with a rule of its own",
      { type: "array", items: ref },
      "unique(self, 'n')",
      [{ n: 2 }, { n: 2 }, { n: 1 }],
      ["rule /a/1/n", "rule /a/2"],
    ],
    ["an object or null, null", { type: ["object", "null"], properties: { n: { type: "integer", default: 1 } } }, "self.n > 1", null, []],
    [
      "an object or null, an object",
      { type: ["object", "null"], properties: { n: { type: "integer", default: 1 } } },
      "self.n > 1",
      {},
      ["rule /a"],
    ],
  ];
  test.each(rows)("%s", (_, schema, text, value, found) => {
    const host = { type: "object", properties: { a: { ...schema, "x-validations": [rule(text, "own")] } } };
    expect(at(compile(documentOf({ T: host, ...OTHERS })).check("T", { a: value }))).toEqual(found);
  });
});

test("a rule that several hosts share is asked of each, under one id", () => {
  const shared = { "x-validations": [rule("self.width > 5 && self.kind == 'a'", "shared")] };
  const host = (kind: object, width: object = {}): object => ({
    type: "object",
    allOf: [{ $ref: "#/components/schemas/Shared" }],
    properties: { width: { type: "integer", default: 1, ...width }, kind: { type: "string", default: "a", ...kind } },
  });
  const contract = compile(documentOf({ Shared: shared, A: host({}), B: host({ enum: ["a", "b"] }), C: host({}, { default: 6 }) }));
  expect(at(contract.check("A", {}))).toEqual(["rule "]);
  expect(at(contract.check("B", { width: 6, kind: "b" }))).toEqual(["rule "]);
  expect(at(contract.check("C", {}))).toEqual([]);
  expect(at(contract.check("C", { width: 5 }))).toEqual(["rule "]);
  // A and B read the same, C has a default of its own
  expect(contract.coverage.rules).toEqual({ shared: ["rulesOfShared", "rulesOfShared_2"] });
});

test("a component that only carries rules has no check of its own", () => {
  const contract = compile(
    documentOf({
      Shared: { "x-validations": [rule("self.n > 1", "shared")] },
      A: { type: "object", required: ["n"], properties: { n: { type: "integer" } }, allOf: [{ $ref: "#/components/schemas/Shared" }] },
    }),
  );
  expect(contract.checksText).not.toContain("checkShared");
});

test("rules of a tree are asked of every node", () => {
  const tree = { ...carrier, properties: { n: { type: "integer" }, sub: { type: "array", items: { $ref: "#/components/schemas/Tree" } } } };
  const found = compile(documentOf({ Tree: tree })).check("Tree", { n: 2, sub: [{ n: 1, sub: [{ n: 0 }] }] });
  expect(at(found)).toEqual(["rule /sub/0", "rule /sub/0/sub/0"]);
});

test("schema issues come first, then findings", () => {
  const host = { type: "object", properties: { b: { type: "string" }, a: ref } };
  expect(at(compile(documentOf({ T: host, ...OTHERS })).check("T", { b: 1, a: { n: 1 } }))).toEqual(["type /b", "rule /a"]);
});
