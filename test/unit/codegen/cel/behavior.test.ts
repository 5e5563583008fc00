import { describe, expect, test } from "vitest";
import { evaluateRule, failingPaths, type RuleFields } from "../../helpers/rules.js";

/** A rule, the properties of the value, and whether the rule passes. */
type Row = readonly [rule: string, more: object, passes: boolean];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)("%s of %j: %s", (rule, more, passes) => {
      expect(failingPaths(rule, more)).toEqual(passes ? [] : [expect.any(String)]);
    });
  });
}

table("comparison", [
  ["self.width < 5", { width: 4 }, true],
  ["self.width < 5", { width: 5 }, false],
  ["self.width <= 5", { width: 5 }, true],
  ["self.width <= 5", { width: 6 }, false],
  ["self.width > 5", { width: 6 }, true],
  ["self.width > 5", { width: 5 }, false],
  ["self.width >= 5", { width: 5 }, true],
  ["self.width >= 5", { width: 4 }, false],
  ["self.width == 5", { width: 5 }, true],
  ["self.width == 5", { width: 4 }, false],
  ["self.width != 5", { width: 4 }, true],
  ["self.width != 5", { width: 5 }, false],
  ["self.width == -5", { width: -5 }, true],
  ["-self.width == 5", { width: -5 }, true],
  ["- -self.width == 5", { width: 5 }, true],
  ["self.angle == 0.0", { angle: -0 }, true],
  ["self.name < 'b'", { name: "a" }, true],
  ["self.name < 'b'", { name: "c" }, false],
  ["self.mixed == 5", { mixed: 5 }, true],
  ["self.mixed == 5", { mixed: "5" }, false],
  ["self.mixed == '5'", { mixed: "5" }, true],
  ["self.on == true", { on: true }, true],
  ["self.on != false", {}, false],
]);

table("arithmetic", [
  ["self.width + 1 == 6", { width: 5 }, true],
  ["self.width - 1 - 1 == 3", { width: 5 }, true],
  ["self.width - (1 - 1) == 5", { width: 5 }, true],
  ["self.width * 2 + 1 == 11", { width: 5 }, true],
  ["self.width * (2 + 1) == 15", { width: 5 }, true],
  ["self.width / 2 == 2", { width: 5 }, true],
  ["self.width / 2 == -2", { width: -5 }, true],
  ["self.width / 2 * 2 == 4", { width: 5 }, true],
  ["self.width % 3 == -2", { width: -5 }, true],
  ["self.angle / 2.0 == 2.5", { angle: 5 }, true],
  ["self.name + 'b' == 'ab'", { name: "a" }, true],
  ["self.width - -1 == 6", { width: 5 }, true],
]);

table("logic", [
  ["self.on && self.width > 5", { on: true, width: 6 }, true],
  ["self.on && self.width > 5", { on: false, width: 6 }, false],
  ["self.on || self.width > 5", { on: false, width: 6 }, true],
  ["self.on || self.width > 5", { on: false, width: 5 }, false],
  ["!self.on", { on: true }, false],
  ["!!self.on", { on: true }, true],
  ["!(self.on && self.width > 5)", { on: true, width: 6 }, false],
  ["!(self.on && self.width > 5)", { on: true, width: 5 }, true],
  ["!(self.on || self.width > 5)", { on: false, width: 5 }, true],
  ["!(self.on || self.width > 5)", { on: false, width: 6 }, false],
  ["!(self.width > 5)", { width: 6 }, false],
  ["!(self.width == 5)", { width: 5 }, false],
  ["!(self.width in [5, 6])", { width: 6 }, false],
  ["(self.on || self.width > 5) && self.name == 'n'", { on: false, width: 5 }, false],
  ["self.on || self.width > 5 && self.name == 'x'", { on: true, width: 5 }, true],
  ["self.on ? self.width > 5 : self.width < 5", { on: true, width: 6 }, true],
  ["self.on ? self.width > 5 : self.width < 5", { on: false, width: 6 }, false],
  ["(self.on ? self.width : 10) == 10", { on: false, width: 6 }, true],
  ["(self.on ? self.width : 10) == 10", { on: true, width: 6 }, false],
  ["!(self.on ? self.width > 5 : false)", { on: true, width: 6 }, false],
]);

table("presence and defaults", [
  ["has(self.height)", { height: 0 }, true],
  ["has(self.height)", {}, false],
  ["has(self.height)", { height: undefined }, false],
  ["has(self.note)", { note: null }, false],
  ["has(self.note)", { note: "" }, true],
  ["!has(self.note)", { note: null }, true],
  ["has(self.width)", {}, false],
  ["self.width == 1920", {}, true],
  ["self.width == 1920", { width: undefined }, true],
  ["self.on", {}, false],
  ["self.on", { on: true }, true],
  ["self.angle == 0.0", {}, true],
  ["!has(self.height) || self.height > 5", {}, true],
  ["!has(self.height) || self.height > 5", { height: 5 }, false],
  ["has(self.height) && self.height > 5", { height: 6 }, true],
  ["has(self.height) && self.height > 5", {}, false],
  ["has(self.height) ? self.height > 5 : true", { height: 5 }, false],
  ["!(has(self.height) && self.on) || self.height > 5", { on: true, height: 5 }, false],
  ["!(!has(self.height) || self.on) ? self.height > 5 : true", { height: 5 }, false],
  ["!has(self.size) || !has(self.size.h) || self.size.h > 5", { size: { w: 1 } }, true],
  ["!has(self.size) || !has(self.size.h) || self.size.h > 5", { size: { w: 1, h: 5 } }, false],
  ["has(self.size) && has(self.size.h)", { size: { w: 1 } }, false],
  ["has(self.constructor)", {}, false],
  ["has(self.constructor)", { constructor: "c" }, true],
  ["!has(self.constructor) || self.constructor == 'c'", {}, true],
  ["!has(self.constructor) || self.constructor == 'c'", { constructor: "d" }, false],
]);

table("lists", [
  ["self.width in [1, 2]", { width: 2 }, true],
  ["self.width in [1, 2]", { width: 3 }, false],
  ["self.name in names", { name: "b" }, true],
  ["self.name in names", { name: "c" }, false],
  ["[self.width, 1080] in sizes", { width: 1920 }, true],
  ["[self.width, 1080] in sizes", { width: 1080 }, false],
  ["!([self.width, 1080] in sizes)", { width: 1920 }, false],
  ["[self.width, 1] == [2, 1]", { width: 2 }, true],
  ["[self.width, 1] != [2, 1]", { width: 2 }, false],
  ["self.width in self.numbers", { width: 2, numbers: [1, 2] }, true],
  ["self.width in self.numbers", { width: 2 }, false],
  ["self.numbers == [1, 2]", { numbers: [1, 2] }, true],
  ["self.numbers == [1, 2]", { numbers: [2, 1] }, false],
  ["self.width in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]", { width: 17 }, true],
  ["self.width in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]", { width: 18 }, false],
  ["names[1] == self.name", { name: "b" }, true],
  ["sizes[1] == [self.width, 1920]", { width: 1080 }, true],
  ["canvas.width == self.width", {}, true],
  ["has(self.any) && has(self.other) && self.any == self.other", { any: [1], other: [1] }, true],
  ["has(self.any) && has(self.other) && self.any == self.other", { any: { a: 1 }, other: { a: 2 } }, false],
  ["has(self.any) && self.any != self.numbers", { any: [1], numbers: [1] }, false],
  ["has(self.size) && self.size == self.size", { size: { w: 1 } }, true],
  ["has(self.any) && canvas == self.any", { any: { width: 1920, "left-top": 0 } }, true],
  ["self.numbers.all(x, x > 1)", { numbers: [] }, true],
  ["self.numbers.all(x, x > 1)", { numbers: [2, 1] }, false],
  ["self.numbers.exists(x, x > 1)", { numbers: [1, 2] }, true],
  ["self.numbers.exists(x, x > 1)", { numbers: [1] }, false],
  ["!self.numbers.exists(x, x > 1)", { numbers: [1, 2] }, false],
  ["size(self.numbers.filter(x, x > 1)) == 2", { numbers: [1, 2, 3] }, true],
  ["self.numbers.map(x, x * 2) == [2, 4]", { numbers: [1, 2] }, true],
  ["self.scenes.map(s, s.no) == [1]", { scenes: [{ no: 1 }] }, true],
  ["sum(self.scenes.map(s, s.no)) == 3", { scenes: [{ no: 1 }, { no: 2 }] }, true],
  ["sum(self.numbers) == 0", {}, true],
  ["self.scenes.exists(s, has(s.size) && s.size.w in self.numbers)", { scenes: [{ no: 1, size: { w: 5 } }], numbers: [5] }, true],
]);

table("variable names used by the surrounding code", [
  ["self.numbers.all(p, p > 1)", { numbers: [1] }, false],
  ["self.numbers.all(out, out > 1)", { numbers: [1] }, false],
  ["self.numbers.all(v, v > 1)", { numbers: [1] }, false],
  ["self.numbers.all(failed, failed > 1)", { numbers: [2] }, true],
  ["self.numbers.all(i1, i1 > 1)", { numbers: [1] }, false],
  ["self.numbers.all(i1_, i1_ > 1)", { numbers: [1] }, false],
  ["self.numbers.all(list2, list2 > 1)", { numbers: [1] }, false],
  ["self.numbers.all(new, new > 1)", { numbers: [1] }, false],
  ["self.numbers.all(sum, sum([sum]) > 1)", { numbers: [1] }, false],
  ["self.numbers.all(equal, equal in self.numbers)", { numbers: [1] }, true],
  ["self.numbers.all(item_, item_ in self.numbers)", { numbers: [1] }, true],
  ["self.numbers.exists(item_, item_ in self.numbers.filter(item__, item__ == item_))", { numbers: [1] }, true],
  ["self.numbers.all(String, string(String) == '1')", { numbers: [1] }, true],
]);

table("functions", [
  ["size(self.name) == 1", { name: "😀" }, true],
  ["self.name.size() == 2", { name: "😀😀" }, true],
  ["size(self.numbers) == 2", { numbers: [1, 2] }, true],
  ["size(self.name + 'b') == 2", { name: "😀" }, true],
  ["self.name.startsWith('a')", { name: "ab" }, true],
  ["self.name.startsWith('b')", { name: "ab" }, false],
  ["self.name.endsWith('b')", { name: "ab" }, true],
  ["self.name.contains('c')", { name: "ab" }, false],
  ["self.name.matches('^a.$')", { name: "a😀" }, true],
  ["self.name.matches('^a.$')", { name: "a" }, false],
  ["(self.name + 'b').matches('^ab$')", { name: "a" }, true],
  ["string(self.width) == '5'", { width: 5 }, true],
  ["int(self.name) == 5", { name: "5" }, true],
  ["int(self.angle) == -5", { angle: -5.9 }, true],
  ["double(self.width) == 5.0", { width: 5 }, true],
  ["double(self.name) == 0.5", { name: "0.5" }, true],
  ["isBase64Text(self.name)", { name: "YWI=" }, true],
  ["isBase64Text(self.name)", { name: "/A==" }, false],
  ["[cover(0, 0, self.width, 5, 10, 10)].exists(size, size.width == 10 && size.height == 10)", { width: 5 }, true],
  ["isBase64(self.name)", { name: "YWI=" }, true],
  ["isBase64(self.name)", { name: "YWI" }, false],
  ["textLength(self.name) == 2", { name: "😀b" }, true],
  ["textLength(self.name) == 3", { name: "<speak><b>😀&amp;b</b></speak>" }, true],
  ["unique(self.scenes, 'no')", { scenes: [{ no: 1 }, { no: 2 }] }, true],
  ["unique(self.tagged, 'constructor')", { tagged: [{}, {}] }, true],
  ["unique(self.tagged, 'constructor')", { tagged: [{ constructor: "a" }, { constructor: "a" }] }, false],
  ["!unique(self.scenes, 'no')", { scenes: [{ no: 1 }, { no: 2 }] }, false],
  ["outline(0.0, 0.0, 10.0, 20.0, self.angle).right == 15.0", { angle: 90 }, true],
  ["outline(0, 0, 10, 20, 0).bottom == 20.0", {}, true],
]);

describe("variables", () => {
  const variables: NonNullable<RuleFields["variables"]> = [
    { name: "area", expression: "self.width * self.width\n" },
    { name: "half", expression: "variables.area / 2" },
    { name: "number", expression: "scene.no" },
    { name: "isNamed", expression: "has(self.note) && self.note != ''" },
  ];
  const rows: readonly (readonly [rule: string, used: string, more: object, paths: readonly string[]])[] = [
    ["variables.area - 1 == 24", "area", { width: 5 }, []],
    ["10 - variables.half == 2", "half area", { width: 4 }, []],
    ["variables.half == 9 ", "half area", { width: 4 }, [""]],
    ["!variables.isNamed || self.note == 'x'", "isNamed", { note: "x" }, []],
    ["!variables.isNamed || self.note == 'x'", "isNamed", { note: "y" }, [""]],
    ["self.name != 'variables.area' || variables.area == 1", "area", { name: "variables.area", width: 2 }, [""]],
    ["self.scenes.all(scene, variables.number > 1)", "number", { scenes: [{ no: 2 }, { no: 1 }] }, ["/scenes/1"]],
  ];
  test.each(rows)("%s", (rule, used, more, paths) => {
    const fields = { variables: variables.filter(({ name }) => used.includes(name)) };
    expect(failingPaths(rule, more, fields)).toEqual(paths);
  });

  test("are replaced in messages and fixes, at the place of use", () => {
    const fields: RuleFields = {
      variables,
      messageExpression: '"area " + string(variables.area) + ", variables.area"',
      fixes: [{ fieldPath: ".width", value: "variables.half", when: "variables.isNamed" }],
    };
    const rule = "self.scenes.all(scene, variables.number > 1)";
    const [issue] = evaluateRule(rule, { width: 4, note: "n", scenes: [{ no: 1 }] }, fields);
    expect(issue).toMatchObject({ message: "area 16, variables.area", fixes: [{ path: "/width", value: 8 }] });
  });
});
