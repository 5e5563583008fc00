import { describe, expect, test } from "vitest";
import { compileSchema } from "../../../helpers/compile-schema.js";
import { keywordTable } from "../../helpers/pipeline.js";

const textOf = (schema: object): string => compileSchema(schema).text;
const reference = (name: string, more: object = {}): object => ({ $ref: `#/$defs/${name}`, ...more });

describe("tables", () => {
  test("name the table of a target that precedes them, unless other keywords apply", () => {
    const properties = {
      a: reference("d", { description: "d" }),
      b: reference("d", { minimum: 1 }),
      c: reference("everything"),
    };
    const text = textOf({ properties, $defs: { d: { type: "integer", maximum: 5 }, everything: { description: "d" } } });
    expect(text).toMatch(/const (Root_\w+Keywords): Keywords = \[.*5\];\nconst RootKeywords: Keywords = [\s\S]*\["a", \1,/);
    expect(text).toMatch(/"b", \[[^\]]*reportReference, \(\) => Root_\w+Keywords/);
    expect(text).not.toMatch(/everythingKeywords/);
  });

  test("of a long chain are all declared, and do not overflow the stack", () => {
    const length = 3000;
    const links = Array.from({ length }, (_, i) => [`d${i}`, { properties: { next: reference(`d${i + 1}`) } }]);
    const text = textOf({ ...reference("d0"), $defs: { ...Object.fromEntries(links), [`d${length}`]: { type: "string" } } });
    const declared = new Set([...text.matchAll(/const (\w+Keywords): /g)].map(([, name]) => name));
    const used = new Set([...text.matchAll(/\b(Root\w*Keywords)\b/g)].map(([, name]) => name));
    expect([...used].filter((name) => !declared.has(name))).toEqual([]);
    expect(declared.size).toBe(length + 2);
  });
});

test("inline objects are named after their nearest ancestor with a function", () => {
  const object = (properties: object): object => ({ type: "object", properties });
  const inner = object({ b: object({ c: { type: "string" } }) });
  const text = textOf(object({ "a-": inner, a_: inner }));
  const names = [...text.matchAll(/function (\w+)\(/g)].map(([, name]) => name);
  expect(names.sort()).toEqual(["matchesRoot", "matchesRoot_a", "matchesRoot_a_2", "matchesRoot_a_2_b", "matchesRoot_a_b"]);
});

test("only object schemas with keywords of objects have a predicate", () => {
  const text = textOf({ properties: { a: { type: "object" }, b: { type: ["object", "null"], required: ["x"] }, c: { required: ["x"] } } });
  expect([...text.matchAll(/function (\w+)\(/g)].map(([, name]) => name).sort()).toEqual(["matchesRoot", "matchesRoot_b"]);
});

test("a value is read as the type of the keyword if another check may have excluded it", () => {
  const view = "(v as unknown as string).length";
  expect(textOf({ type: "string", maxLength: 2 })).not.toContain(view);
  for (const schema of [{ allOf: [{ maxLength: 2 }] }, { enum: ["a"], maxLength: 2 }, { const: "a", maxLength: 2 }])
    expect(textOf(schema)).toContain(view);
  expect(textOf({ enum: [1], allOf: [{ not: { const: 2 } }] })).not.toContain("as unknown as undefined");
});

test("the type is not tested if enum or const rejects all other types", () => {
  const isTested = (schema: object): boolean => /typeof v|Array\.isArray\(v\)/.test(textOf(schema).split("Keywords")[0] ?? "");
  const implied = [
    { type: "string", enum: ["a"] },
    { type: ["string", "null"], enum: ["a", null] },
    { type: "boolean", const: true },
  ];
  const tested = [{ type: "integer", enum: [1] }, { type: "array", enum: [[1]] }, { type: "string" }];
  expect(implied.filter(isTested)).toEqual([]);
  expect(tested.filter((schema) => !isTested(schema))).toEqual([]);
});

describe("type", () => {
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
});
