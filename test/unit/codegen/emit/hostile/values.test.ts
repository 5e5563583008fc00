import { afterEach, describe, expect, test } from "vitest";
import { checks } from "../../../../../generated/checks.js";
import { instantiate } from "../../../../helpers/compile-schema.js";
import { compile, documentOf } from "../../../../helpers/rules.js";

const before = Object.getOwnPropertyNames(Object.prototype).sort();
afterEach(() => expect(Object.getOwnPropertyNames(Object.prototype).sort()).toEqual(before));

/** A schema in which every keyword of the language has its turn. */
const EVERYTHING = {
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
let answers = 0;

const VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ["undefined", undefined],
  ["a symbol", Symbol("s")],
  ["a function", () => 1],
  ["a class", class {}],
  ["a bigint", 10n ** 100n],
  ["NaN", Number.NaN],
  ["minus infinity", Number.NEGATIVE_INFINITY],
  ["a lone surrogate", "\ud800"],
  ["a string of 20 million characters", "a".repeat(20_000_000)],
  ["20 million emoji", "😀".repeat(10_000_000)],
  ["a getter that throws", throwing(new Error("no"))],
  ["a getter that throws nothing", throwing(undefined)],
  [
    "a getter that throws what cannot be looked at",
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
  ["a getter that throws a revoked proxy", throwing(revoked.proxy)],
  [
    "a getter that deletes itself",
    {
      get a() {
        delete (this as { a?: unknown }).a;
        return "x";
      },
    },
  ],
  [
    "a getter that answers in turn",
    {
      get a() {
        return answers++ % 2 === 0 ? "x" : 5;
      },
      b: 2,
      z: 1,
    },
  ],
  [
    "a proxy that throws on everything",
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
    "a proxy with names that are not there",
    new Proxy({}, { ownKeys: () => ["a", "b", "c"], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) }),
  ],
  ["a proxy that has every property", new Proxy({}, { get: (_, key) => (typeof key === "string" ? key : undefined), has: () => true })],
  [
    "a proxy whose properties are proxies without end",
    (() => {
      const endless: object = new Proxy({}, { get: () => endless });
      return endless;
    })(),
  ],
  ["a list proxy with a long length", new Proxy([], { get: (_, key) => (key === "length" ? 2 ** 32 : undefined) })],
  ["a list proxy with a negative length", new Proxy([], { get: (_, key) => (key === "length" ? -1 : undefined) })],
  ["a list proxy with a length that is text", new Proxy([], { get: (_, key) => (key === "length" ? "many" : undefined) })],
  ["a revoked proxy", revoked.proxy],
  ["a revoked list", revokedList.proxy],
  ["an object that contains itself", cycle],
  ["a list that contains itself", ring],
  ["100,000 objects in each other", nested(100_000, (self) => ({ a: "x", b: 2, self }))],
  ["100,000 lists in each other", nested(100_000, (inner) => [inner])],
  ["100,000 unknown properties in each other", nested(100_000, (inner) => ({ unknown: inner }))],
  ["a list of four thousand million holes", new Array(2 ** 32 - 1)],
  [
    "conversions that throw",
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
  ["conversions that are no functions", { valueOf: 1, toString: 1, toJSON: 1 }],
  // biome-ignore lint/suspicious/noThenProperty: what a promise would trip over
  ["an object with a then", { then: (resolve: (value: unknown) => void) => resolve(1) }],
  [
    "own names of every object",
    JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}, "toString": 1, "hasOwnProperty": 1}'),
  ],
  ["an object without a prototype", Object.create(null)],
  ["an array with properties", Object.assign([1, 2], { length2: 1, a: 1 })],
  ["a frozen object", Object.freeze({ a: 1 })],
  ["a date", new Date(Number.NaN)],
  ["a map", new Map([["a", 1]])],
  ["typed data", new Uint8Array(8)],
  ["a boxed string", Object("abc")],
  ["names with every sign", { "a/~b\u0000\u2028\ud800": 1, "": 1, "😀": 2 }],
];

describe("no value makes a validator throw or hang, and the predicate agrees with the collector", () => {
  const everything = instantiate(EVERYTHING);
  test.each(VALUES)("%s", (_, value) => {
    const verdict = everything.is(value);
    const issues = everything.validate(value);
    expect(typeof verdict).toBe("boolean");
    if (!["a getter that answers in turn", "a getter that deletes itself"].includes(_)) expect(issues.length === 0).toBe(verdict);
    for (const issue of issues) {
      expect(JSON.parse(JSON.stringify(issue))).toEqual(issue);
      expect(issue.received.length).toBeLessThan(200);
    }
    expect(issues.length).toBeLessThanOrEqual(10_001);
  });
});

describe("no value makes a check of the contract throw or hang", () => {
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

describe("what is said of them", () => {
  const tree = instantiate({ type: "object", properties: { n: { type: "integer" }, self: { $ref: "#" } } });
  const codes = (value: unknown): string[] => tree.validate(value).map(({ code, path }) => `${code} ${path}`);

  test("a throwing getter is unreadable", () =>
    expect(
      codes(
        Object.defineProperty({}, "n", {
          get: () => {
            throw new Error("secret");
          },
        }),
      ),
    ).toEqual(["unreadable "]));
  test("a value that contains itself is too deep", () => {
    const self: Record<string, unknown> = {};
    self.self = self;
    expect(codes(self)).toEqual(["too-deep "]);
  });
  test("a thousand levels are not too deep", () => {
    const value = nested(1000, (self) => ({ self }));
    expect(codes(value)).toEqual([`type ${"/self".repeat(1000)}`]);
  });
  test("faults before the end of the stack are kept", () => {
    const self: Record<string, unknown> = { n: "x" };
    self.self = self;
    const found = codes(self);
    expect(found[0]).toBe("type /n");
    expect(found.at(-1)).toMatch(/^too-(?:deep|many) $/);
  });
  test("a list of issues ends", () => {
    const found = instantiate({ type: "array", items: { type: "string" } }).validate(new Array(1_000_000).fill(1));
    expect(found).toHaveLength(10_001);
    expect(found.at(-1)).toMatchObject({
      code: "too-many",
      path: "",
      message: "there are more than 10000 issues; the others are not listed",
    });
  });
  test("a value that is secret or long is not repeated", () => {
    const found = instantiate({ type: "object", properties: { token: { type: "integer" } } }).validate({ token: "MIIF-/secret" });
    expect(JSON.stringify(found)).not.toContain("secret");
  });
});

test("a thousand faults and a rule in each element take no square of time", () => {
  const rule = { id: "r", rule: "self.n > 1 && self.m > 1", message: "m", severity: "error", source: "s" };
  const item = {
    type: "object",
    required: ["n"],
    properties: { n: { type: "integer" }, m: { type: "integer", default: 2 }, o: { type: "string" } },
    "x-validations": [rule],
  };
  const contract = compile(documentOf({ T: { type: "array", items: item } }));
  const wrong = Array.from({ length: 9000 }, (_, i) => ({ n: i % 2 === 0 ? "x" : 1, o: i % 2 === 0 ? "o" : 5 }));
  const found = contract.check("T", wrong);
  const count = (code: string): number => found.filter((issue) => issue.code === code).length;
  expect([count("type"), count("skipped"), count("rule")]).toEqual([9000, 4500, 4500]);
});
