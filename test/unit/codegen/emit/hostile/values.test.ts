import { afterEach, describe, expect, test } from "vitest";
import { checks } from "../../../../../generated/checks.js";
import { compileSchema } from "../../../../helpers/compile-schema.js";
import { createDocument, evaluateContract } from "../../../helpers/rules.js";

const before = Object.getOwnPropertyNames(Object.prototype).sort();
afterEach(() => expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before));

/** A schema that uses every keyword. */
const ALL_KEYWORDS = {
  type: ["object", "array", "string", "number", "boolean", "null"],
  properties: {
    a: { type: "string" },
    b: { type: "integer", minimum: 1, multipleOf: 2 },
    self: { $ref: "#" },
    list: { type: "array", items: { $ref: "#" } },
  },
  required: ["a", "z"],
  patternProperties: { "^x": { type: "number" } },
  additionalProperties: { anyOf: [{ type: "string" }, { $ref: "#" }] },
  propertyNames: { maxLength: 20, pattern: "^[^\u0000]*$" },
  minProperties: 1,
  maxProperties: 50,
  dependentRequired: { a: ["b"] },
  dependentSchemas: { c: { required: ["d"] } },
  minItems: 1,
  maxItems: 1000,
  uniqueItems: true,
  contains: { type: "number" },
  prefixItems: [{ const: { a: [1] } }],
  items: { type: ["object", "number"] },
  minLength: 1,
  maxLength: 10,
  pattern: "^a",
  maximum: 5,
  exclusiveMinimum: 0,
  not: { const: [{ deep: 1 }] },
  oneOf: [{ type: "object" }, { enum: [[1], { b: 1 }, "a"] }],
};

const throwing = (thrown: unknown) =>
  Object.defineProperty({}, "a", {
    enumerable: true,
    get() {
      throw thrown;
    },
  });
const nested = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = wrap(value);
  return value;
};
const cycle: Record<string, unknown> = { a: "x", b: 2 };
cycle.self = cycle;
cycle.list = [cycle, cycle];
const ring: unknown[] = [1];
ring.push(ring);
const revoked = Proxy.revocable({}, {});
revoked.revoke();
const revokedList = Proxy.revocable([], {});
revokedList.revoke();
let reads = 0;

const VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ["undefined", undefined],
  ["symbol", Symbol("s")],
  ["function", () => 1],
  ["class", class {}],
  ["bigint", 10n ** 100n],
  ["NaN", Number.NaN],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["lone surrogate", "\ud800"],
  ["string of 20 million characters", "a".repeat(20_000_000)],
  ["20 million emoji", "😀".repeat(10_000_000)],
  ["throwing getter", throwing(new Error("no"))],
  ["getter that throws undefined", throwing(undefined)],
  [
    "getter that throws an unreadable proxy",
    throwing(
      new Proxy(
        {},
        {
          get: () => {
            throw 1;
          },
          getPrototypeOf: () => {
            throw 2;
          },
        },
      ),
    ),
  ],
  ["getter that throws a revoked proxy", throwing(revoked.proxy)],
  [
    "getter that deletes itself",
    {
      get a() {
        delete (this as { a?: unknown }).a;
        return "x";
      },
    },
  ],
  [
    "getter with alternating values",
    {
      get a() {
        return reads++ % 2 === 0 ? "x" : 5;
      },
      b: 2,
      z: 1,
    },
  ],
  [
    "proxy whose traps throw",
    new Proxy(
      {},
      new Proxy(
        {},
        {
          get: () => () => {
            throw new Error("no");
          },
        },
      ),
    ),
  ],
  [
    "proxy with nonexistent keys",
    new Proxy({}, { ownKeys: () => ["a", "b", "c"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }),
  ],
  ["proxy with every property", new Proxy({}, { get: (_, key) => (typeof key === "string" ? key : undefined), has: () => true })],
  [
    "infinitely nested proxies",
    (() => {
      const endless: object = new Proxy({}, { get: () => endless });
      return endless;
    })(),
  ],
  ["array proxy with length 2 ** 32", new Proxy([], { get: (_, key) => (key === "length" ? 2 ** 32 : undefined) })],
  ["array proxy with negative length", new Proxy([], { get: (_, key) => (key === "length" ? -1 : undefined) })],
  ["array proxy with a string as length", new Proxy([], { get: (_, key) => (key === "length" ? "many" : undefined) })],
  ["revoked proxy", revoked.proxy],
  ["revoked array proxy", revokedList.proxy],
  ["circular object", cycle],
  ["circular array", ring],
  ["100,000 nested objects", nested(100_000, (self) => ({ a: "x", b: 2, self }))],
  ["100,000 nested arrays", nested(100_000, (inner) => [inner])],
  ["100,000 nested unknown properties", nested(100_000, (inner) => ({ unknown: inner }))],
  ["sparse array of length 2 ** 32 - 1", new Array(2 ** 32 - 1)],
  [
    "throwing conversions",
    {
      valueOf() {
        throw 1;
      },
      toString() {
        throw 2;
      },
      [Symbol.toPrimitive]() {
        throw 3;
      },
    },
  ],
  ["conversions that are not functions", { valueOf: 1, toString: 1, toJSON: 1 }],
  // biome-ignore lint/suspicious/noThenProperty: thenable
  ["thenable", { then: (resolve: (value: unknown) => void) => resolve(1) }],
  [
    "own properties with inherited names",
    JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "toString": 1, "hasOwnProperty": 1}'),
  ],
  ["object without a prototype", Object.create(null)],
  ["array with extra properties", Object.assign([1, 2], { length2: 1, a: 1 })],
  ["frozen object", Object.freeze({ a: 1 })],
  ["Date", new Date(Number.NaN)],
  ["Map", new Map([["a", 1]])],
  ["typed array", new Uint8Array(8)],
  ["String object", Object("abc")],
  ["property names with special characters", { "a/~b\u0000\u2028\ud800": 1, "": 1, "😀": 2 }],
];

describe("validators never throw or hang, and predicate and collector agree", () => {
  const { is, validate } = compileSchema(ALL_KEYWORDS);
  test.each(VALUES)("%s", (name, value) => {
    const valid = is(value);
    const issues = validate(value);
    expect(typeof valid).toBe("boolean");
    if (!["getter with alternating values", "getter that deletes itself"].includes(name)) expect(issues.length === 0).toBe(valid);
    for (const issue of issues) {
      expect(JSON.parse(JSON.stringify(issue))).toEqual(issue);
      expect(issue.received.length).toBeLessThan(200);
    }
    expect(issues.length).toBeLessThanOrEqual(10_001);
  });
});

describe("checks of the contract never throw or hang", () => {
  test.each(VALUES)("%s", (_, value) => {
    for (const check of Object.values(checks)) for (const issue of check(value)) expect(issue.message).not.toBe("");
    const example = {
      video_config: value,
      shoot_scripts: [{ sequence_no: 1, shoot_script: value }],
      voice_config: { voice_asset_id: value },
    };
    for (const issue of checks.Show2DDigitalHumanVideoResponse(example)) expect(issue.message).not.toBe("");
  });
});

describe("issues of malformed values", () => {
  const tree = compileSchema({ type: "object", properties: { n: { type: "integer" }, self: { $ref: "#" } } });
  const codes = (value: unknown): string[] => tree.validate(value).map(({ code, path }) => `${code} ${path}`);

  test("reports a throwing getter as unreadable", () =>
    expect(
      codes(
        Object.defineProperty({}, "n", {
          get: () => {
            throw new Error("secret");
          },
        }),
      ),
    ).toEqual(["unreadable "]));
  test("reports circular values as too-deep", () => {
    const self: Record<string, unknown> = {};
    self.self = self;
    expect(codes(self)).toEqual(["too-deep "]);
  });
  test("accepts 1,000 levels of nesting", () => {
    const value = nested(1000, (self) => ({ self }));
    expect(codes(value)).toEqual([`type ${"/self".repeat(1000)}`]);
  });
  test("keeps the issues found before the stack limit", () => {
    const self: Record<string, unknown> = { n: "x" };
    self.self = self;
    const found = codes(self);
    expect(found[0]).toBe("type /n");
    expect(found.at(-1)).toMatch(/^too-(?:deep|many) $/);
  });
  test("limits the number of issues", () => {
    const found = compileSchema({ type: "array", items: { type: "string" } }).validate(new Array(1_000_000).fill(1));
    expect(found).toHaveLength(10_001);
    expect(found.at(-1)).toMatchObject({
      code: "too-many",
      path: "",
      message: "the value has more than 10000 issues; only the first 10000 are listed",
    });
  });
  test("messages do not contain secrets or long values", () => {
    const found = compileSchema({ type: "object", properties: { token: { type: "integer" } } }).validate({ token: "MIIF-/secret" });
    expect(JSON.stringify(found)).not.toContain("secret");
  });
});

test("time is not quadratic in the number of issues and rules", () => {
  const rule = { id: "r", rule: "self.n > 1 && self.m > 1", message: "m", severity: "error", source: "s" };
  const item = {
    type: "object",
    required: ["n"],
    properties: { n: { type: "integer" }, m: { type: "integer", default: 2 }, o: { type: "string" } },
    "x-validations": [rule],
  };
  const contract = evaluateContract(createDocument({ T: { type: "array", items: item } }));
  const wrong = Array.from({ length: 9000 }, (_, i) => ({ n: i % 2 === 0 ? "x" : 1, o: i % 2 === 0 ? "o" : 5 }));
  const found = contract.check("T", wrong);
  const count = (code: string): number => found.filter((issue) => issue.code === code).length;
  expect([count("type"), count("skipped"), count("rule")]).toEqual([9000, 4500, 4500]);
});
