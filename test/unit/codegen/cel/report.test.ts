import { describe, expect, test } from "vitest";
import { evaluateRule, failingPaths, type RuleFields } from "../../helpers/rules.js";

/** A rule, the properties of the value, and the paths of the expected issues. */
type Row = readonly [rule: string, more: object, paths: readonly string[], fields?: RuleFields];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    const cases = rows.map(([rule, more, expected, parts = {}]) => ({ rule, more, expected, parts }));
    test.each(cases)("$rule of $more", ({ rule, more, expected, parts }) => {
      expect(failingPaths(rule, more, parts)).toEqual(expected);
    });
  });
}

const scenes = (...list: readonly object[]): object => ({ scenes: list });

table("reports the failed part", [
  ["self.width > 5", { width: 5 }, [""]],
  ["self.width > 5 && self.on", { width: 5, on: true }, [""]],
  ["self.scenes.all(s, s.no > 1)", scenes({ no: 1 }, { no: 2 }, { no: 0 }), ["/scenes/0", "/scenes/2"]],
  ["self.numbers.all(x, x > 1)", { numbers: [2, 1] }, ["/numbers/1"]],
  ["!has(self.tags) || self.tags.all(t, t != '')", { tags: ["a", ""] }, ["/tags/1"]],
  ["self.on && self.scenes.all(s, s.no > 1)", { on: false, ...scenes({ no: 1 }) }, [""]],
  ["self.on && self.scenes.all(s, s.no > 1)", { on: true, ...scenes({ no: 1 }) }, ["/scenes/0"]],
  ["self.scenes.all(s, s.no > 1) && self.numbers.all(x, x > 1)", { numbers: [1], ...scenes({ no: 1 }) }, ["/scenes/0"]],
  ["self.scenes.all(s, s.no > 1) && self.numbers.all(x, x > 1)", { numbers: [1], ...scenes({ no: 2 }) }, ["/numbers/0"]],
  [
    "self.on ? self.scenes.all(s, s.no > 1) : self.numbers.all(x, x > 1)",
    { on: false, numbers: [1], ...scenes({ no: 1 }) },
    ["/numbers/0"],
  ],
  [
    "self.scenes.all(s, !has(s.layers) || s.layers.all(l, l.w > 1))",
    scenes({ no: 1, layers: [{ w: 2 }, { w: 1 }] }),
    ["/scenes/0/layers/1"],
  ],
  ["self.scenes.all(s, s.no > 1 || !has(s.size) || s.size.w > 1)", scenes({ no: 1, size: { w: 1 } }), ["/scenes/0"]],
  ["self.scenes.exists(s, s.no > 1)", scenes({ no: 1 }), [""]],
  ["!self.scenes.all(s, s.no > 1)", scenes({ no: 2 }), [""]],
  ["unique(self.scenes, 'no')", scenes({ no: 1 }, { no: 2 }, { no: 1 }, { no: 2 }), ["/scenes/2/no", "/scenes/3/no"]],
  ["unique(self.scenes, 'id')", scenes({ no: 1 }, { no: 1 }, { no: 1, id: "a" }, { no: 1, id: "a" }), ["/scenes/3/id"]],
  ["self.on || unique(self.scenes, 'no')", scenes({ no: 1 }, { no: 1 }), ["/scenes/1/no"]],
  ["self.scenes.filter(s, s.no > 1).all(s, s.no > 2)", scenes({ no: 2 }), [""]],
]);

table("fieldPath", [
  ["self.width > 5", { width: 5 }, ["/width"], { fieldPath: ".width" }],
  ["!has(self.size) || self.size.w > 5", { size: { w: 5 } }, ["/size/w"], { fieldPath: ".size.w" }],
  ["self.scenes.all(s, s.no > 1)", scenes({ no: 1 }), ["/scenes/0/no"], { fieldPath: "s.no" }],
  ["self.scenes.all(s, s.no > 1)", scenes({ no: 1 }), ["/width"], { fieldPath: ".width" }],
  ["self.scenes.all(s, s.no > 1)", scenes({ no: 1 }), ["/scenes/0"], { fieldPath: "s" }],
]);

test("a fix is suggested only if its condition is true", () => {
  const fixes = [{ fieldPath: ".width", value: "5", when: "self.width < 3" }];
  expect(evaluateRule("self.on", { width: 2 }, { fixes })[0]?.fixes).toEqual([{ path: "/width", value: 5 }]);
  expect(evaluateRule("self.on", { width: 3 }, { fixes })[0]).not.toHaveProperty("fixes");
});

test("an issue contains received values, the expectation and fixes", () => {
  const parts: RuleFields = {
    fieldPath: ".width",
    messageExpression: "'width ' + string(self.width) + ' is not above ' + string(canvas.width)",
    fixes: [
      { fieldPath: ".width", value: "canvas.width + 1" },
      { fieldPath: ".on", value: "true" },
    ],
  };
  expect(evaluateRule("self.on || self.width > canvas.width", { width: 5 }, parts)).toEqual([
    {
      code: "rule",
      rule: "r",
      path: "/width",
      keyword: "x-validations",
      message: "width 5 is not above 1920",
      received: "width = 5",
      expected: "m",
      severity: "error",
      source: "s",
      fixes: [
        { path: "/width", value: 1921 },
        { path: "/on", value: true },
      ],
    },
  ]);
});

test("an issue contains the hint of the rule, if any", () => {
  expect(evaluateRule("self.on", {}, { hint: "switch it on" })[0]?.hint).toBe("switch it on");
  expect(evaluateRule("self.on", {})[0]).not.toHaveProperty("hint");
  expect(evaluateRule("self.on", {})[0]).not.toHaveProperty("fixes");
});

test("a message can use the macro variables of the failed element", () => {
  const parts = { messageExpression: "'scene ' + string(s.no) + ' of ' + self.name", fixes: [{ fieldPath: "s.no", value: "s.no + 1" }] };
  const [first, second] = evaluateRule("self.scenes.all(s, s.no > 2)", scenes({ no: 1 }, { no: 2 }), parts);
  expect([first?.message, second?.message]).toEqual(["scene 1 of n", "scene 2 of n"]);
  expect(second?.fixes).toEqual([{ path: "/scenes/1/no", value: 3 }]);
});

test("lists each scalar once, and absent values as undefined", () => {
  expect(evaluateRule("has(self.height) && self.height > self.width", {})[0]?.received).toBe("height = undefined");
  expect(evaluateRule("has(self.height) && self.height + self.height > self.width", { height: 1 })[0]?.received).toBe(
    "height = 1, width = 1920",
  );
  expect(evaluateRule("self.numbers.all(x, x > 1)", { numbers: [1] })[0]?.received).toBe("x = 1");
  expect(evaluateRule("(has(self.size) && self.size.w > 5) == true", {})[0]?.received).toBe("size.w = undefined");
  expect(evaluateRule("self.scenes.exists(s, s.no > 1)", scenes())[0]?.received).toBe("a value that breaks the rule");
  expect(evaluateRule("has(self.size) && has(self.size.h)", { size: { w: 1 } })[0]?.received).toBe("size.h = undefined");
});

describe("skips a rule that reads invalid values", () => {
  const rows: readonly (readonly [rule: string, more: object, skipped: boolean])[] = [
    ["self.width > 5", { width: "x" }, true],
    ["self.width > 5", { height: "x" }, false],
    ["!has(self.height) || self.height > 5", { height: null }, true],
    ["self.scenes.all(s, s.no > 1)", { scenes: [{ no: "x" }] }, true],
    ["self.scenes.all(s, s.no > 1)", { scenes: [{ no: 2, id: 5 }] }, false],
    ["self.scenes.all(s, s.no > 1)", { scenes: [5] }, true],
    ["self.scenes.all(s, s.no > 1)", { scenes: {} }, true],
    ["!has(self.size) || self.size.w > 1", { size: {} }, true],
    ["!has(self.size) || self.size.w > 1", { size: { w: 2, h: "x" } }, false],
    ["self.kind == 'IMAGE' || self.width > 5", { kind: "AUDIO" }, false],
    ["unique(self.scenes, 'no')", { scenes: [{ no: 1, id: 5 }] }, false],
    ["unique(self.scenes, 'no')", { scenes: {} }, true],
    ["self.numbers.all(x, x > 1)", { numbers: [2, "x"] }, true],
  ];
  test.each(rows)("%s of %j: %s", (rule, more, skipped) => {
    const found = evaluateRule(rule, more).filter((issue) => issue.keyword === "x-validations");
    expect(found.map(({ code, rule: id, severity }) => [code, id, severity])).toEqual(skipped ? [["skipped", "r", "note"]] : []);
    if (skipped) expect(found[0]?.message).toMatch(/rule r was skipped because \/.+ is invalid/);
  });
});

describe("an invalid element does not prevent the evaluation of the others", () => {
  const bad = { no: "x" };
  const layers = (...list: readonly unknown[]): object => ({ no: 1, layers: list });
  const nested = "self.scenes.all(s, !has(s.layers) || s.layers.all(l, l.w > 1))";
  const rows: readonly (readonly [rule: string, more: object, expected: readonly string[]])[] = [
    [
      "self.scenes.all(s, s.no > 1)",
      scenes({ no: 1 }, bad, { no: 0 }, { no: 2 }),
      ["rule /scenes/0", "rule /scenes/2", "skipped /scenes/1"],
    ],
    ["self.scenes.all(s, s.no > 1)", { scenes: [{ no: 1 }, null, 5] }, ["rule /scenes/0", "skipped /scenes/1", "skipped /scenes/2"]],
    ["self.scenes.all(s, s.no > 1)", scenes({ no: 1, id: 5 }), ["rule /scenes/0"]],
    ["self.scenes.all(s, s.no > 1)", { scenes: 5 }, ["skipped "]],
    ["self.numbers.all(x, x > 1)", { numbers: [1, "x", 0] }, ["rule /numbers/0", "rule /numbers/2", "skipped /numbers/1"]],
    [
      nested,
      scenes(layers({ w: 1 }, { w: "x" }), bad, layers({ w: 0 })),
      ["rule /scenes/0/layers/0", "rule /scenes/2/layers/0", "skipped /scenes/0/layers/1"],
    ],
    [
      nested,
      { scenes: [layers({ w: 1 }), { no: 1, layers: 5 }, layers({ w: 0 })] },
      ["rule /scenes/0/layers/0", "rule /scenes/2/layers/0", "skipped /scenes/1"],
    ],
    // the condition of the rule or of the scene is invalid
    ["self.on || self.scenes.all(s, s.no > 1)", { on: "x", ...scenes({ no: 1 }) }, ["skipped "]],
    [
      "self.scenes.all(s, s.no > 3 || !has(s.layers) || s.layers.all(l, l.w > s.no))",
      scenes({ ...layers({ w: 0 }), no: "x" }, layers({ w: 1 })),
      ["rule /scenes/1/layers/0", "skipped /scenes/0"],
    ],
    // what reads all elements is skipped
    ["self.scenes.exists(s, s.no > 1)", scenes({ no: 1 }, bad), ["skipped "]],
    ["!self.scenes.all(s, s.no > 1)", scenes({ no: 2 }, bad), ["skipped "]],
    ["!unique(self.scenes, 'no')", scenes({ no: 1 }, bad), ["skipped "]],
    ["size(self.scenes.filter(s, s.no == 1)) > 2", scenes({ no: 1 }, bad), ["skipped "]],
    ["!(size(self.scenes.filter(s, s.no == 1)) < 3)", scenes({ no: 1 }, bad), ["skipped "]],
    ["size(self.scenes.filter(s, s.no == 1)) == 1", scenes({ no: 1 }, { no: 1 }, bad), ["skipped "]],
    ["sum(self.scenes.map(s, s.no)) < 2", scenes({ no: 2 }, bad), ["skipped "]],
    ["self.scenes.all(s, s.no > 1) ? self.on : true", scenes({ no: 1 }, bad), ["skipped "]],
    // presence and size do not depend on what is in a value
    ["has(self.size) && self.on", { size: { w: "x" }, on: false }, ["rule "]],
    ["!has(self.size)", { size: { w: "x" } }, ["rule "]],
    ["!has(self.size)", { size: 5 }, ["skipped "]],
    ["size(self.scenes) < 2", scenes(bad, bad), ["rule "]],
    ["size(self.scenes) < 2", { scenes: 5 }, ["skipped "]],
    // what the valid elements break stays broken
    ["unique(self.scenes, 'no')", { scenes: [{ no: 1 }, null, 5, { no: 1, id: 5 }, bad] }, ["rule /scenes/3/no"]],
    ["unique(self.scenes, 'no') && self.scenes.all(s, s.no > 1)", scenes({ no: 1 }, { no: 1 }, bad), ["rule /scenes/1/no"]],
    ["self.scenes.all(s, s.no > 1) && self.on", scenes({ no: 1 }, bad), ["rule /scenes/0", "skipped /scenes/1"]],
    [
      "self.scenes.all(s, self.scenes.filter(o, o.no == s.no).size() < 2)",
      scenes({ no: 1 }, { no: 1 }, bad),
      ["rule /scenes/0", "rule /scenes/1", "skipped /scenes/2"],
    ],
    ["size(self.scenes.filter(s, s.no == 1)) < 2", { scenes: [{ no: 1 }, null, bad, { no: 1 }] }, ["rule "]],
    ["size(self.scenes.filter(s, s.no == 1)) < 2", scenes({ no: 1 }, bad), []],
    ["2 > size(self.scenes.filter(s, s.no == 1))", scenes({ no: 1 }, bad, { no: 1 }), ["rule "]],
    ["!(size(self.scenes.filter(s, s.no == 1)) >= 2)", scenes({ no: 1 }, bad, { no: 1 }), ["rule "]],
    ["!self.scenes.exists(s, s.no > 1)", { scenes: [{ no: 2 }, null, bad] }, ["rule "]],
    ["!self.scenes.exists(s, s.no > 1)", { scenes: [{ no: 1 }, null, bad] }, []],
    ["self.on ? size(self.scenes.filter(s, s.no == 1)) < 2 : true", { on: true, ...scenes({ no: 1 }, bad, { no: 1 }) }, ["rule "]],
  ];
  test.each(rows)("%s of %j", (rule, more, expected) => {
    const found = evaluateRule(rule, more).filter(({ keyword }) => keyword === "x-validations");
    expect(found.map(({ code, path }) => `${code} ${path}`).sort()).toEqual(expected);
  });
});

test("received does not contain secrets", () => {
  const received = (rule: string) => evaluateRule(rule, { secret: "hunter2", width: 5 }).map((issue) => issue.received);
  expect(received("!has(self.secret) || self.secret == ''")).toEqual(["a value that breaks the rule"]);
  expect(received("has(self.secret) && self.width > 5")).toEqual(["width = 5"]);
  expect(received("!(has(self.secret) && self.width < 6)")).toEqual(["width = 5"]);
});

test("received contains other strings", () => {
  expect(evaluateRule("!has(self.kind) || self.kind == 'VIDEO'", { kind: "IMAGE" }).map((issue) => issue.received)).toEqual([
    'kind = "IMAGE"',
  ]);
});
