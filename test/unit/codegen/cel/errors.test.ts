import { describe, expect, test } from "vitest";
import { fault, type RuleParts, ruled } from "../../../helpers/rule-host.js";
import { compile, documentOf, faultsOf } from "../../../helpers/rules.js";

/** A rule that cannot be compiled: what is said of it, the text from the caret on, and the fix. */
type Row = readonly [rule: string, message: RegExp, at: string, fix: RegExp];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)("%s", (rule, message, at, fix) => {
      const found = fault(rule);
      expect(found.message).toMatch(message);
      expect(found.message).toMatch(/^rule r: /);
      expect(found.at).toBe(at);
      expect(found.fix).toMatch(fix);
    });
  });
}

table("what is no expression", [
  ["self.width >", /not a CEL expression/, "", /Common Expression Language/],
  ["self.width = 5", /not a CEL expression/, "= 5", /Common Expression Language/],
  ["'open", /not a CEL expression/, "'open", /Common Expression Language/],
  ["self.width > 5 )", /not a CEL expression/, ")", /Common Expression Language/],
]);

table("what is outside of the subset", [
  ["{'a': 1}.a == 1", /map literals are not part/, "{'a': 1}.a == 1", /selection/],
  ["self.?width == 1", /not a CEL expression/, "?width == 1", /Common/],
  ["b'abc' == b'abc'", /this literal is not part/, "b'abc' == b'abc'", /number, a string/],
  ["1u == 1u", /this literal is not part/, "1u == 1u", /number, a string/],
  [
    "timestamp('2024-01-01T00:00:00Z') == self.name",
    /no function timestamp/,
    "timestamp('2024-01-01T00:00:00Z') == self.name",
    /use one of/,
  ],
  ["self.scenes.exists_one(s, s.no == 1)", /no function exists_one/, "self.scenes.exists_one(s, s.no == 1)", /exists/],
  ["self.scenes[0].no == 1", /may lie outside/, "self.scenes[0].no == 1", /all\(\) or exists\(\)/],
]);

table("names", [
  ["self.widht > 5", /no property widht/, "widht > 5", /^write width$/],
  ["has(self.misspelled)", /no property misspelled/, "misspelled)", /use one of/],
  ["selv.width > 5", /nothing is named selv/, "selv.width > 5", /write self/],
  ["self.width in sizs", /nothing is named sizs/, "sizs", /write sizes/],
  ["self.scenes.all(s, s.nr > 1)", /no property nr/, "nr > 1)", /write no/],
  ["canvas.widht == self.width", /no property widht/, "widht == self.width", /write width/],
  ["self.name.length > 5", /string has no property length/, "length > 5", /select from an object/],
  ["text.matches('a')", /nothing is named text/, "text.matches('a')", /use self|write/],
  ["self.scenes.all(s, true) && s.no == 1", /nothing is named s\b/, "s.no == 1", /self/],
  ["self.scenes.all(self, true)", /self is already a name/, "self, true)", /another variable/],
  ["self.numbers.all(sizes, true)", /sizes is already a name/, "sizes, true)", /another variable/],
  ["sise(self.name) > 1", /no function sise/, "sise(self.name) > 1", /write size/],
]);

table("optional places without a guard", [
  ["self.height > 5", /self\.height may be absent/, "self.height > 5", /!has\(self\.height\) \|\| …/],
  ["has(self.ratio) && self.height > 5", /self\.height may be absent/, "self.height > 5", /has\(self\.height\)/],
  ["has(self.height) || self.height > 5", /self\.height may be absent/, "self.height > 5", /guard/],
  ["!has(self.height) && self.height > 5", /self\.height may be absent/, "self.height > 5", /guard/],
  ["has(self.height) ? true : self.height > 5", /self\.height may be absent/, "self.height > 5", /guard/],
  ["(!has(self.height) || self.height > 5) && self.height < 9", /self\.height may be absent/, "self.height < 9", /guard/],
  ["(has(self.height) || has(self.ratio)) && self.height > 5", /self\.height may be absent/, "self.height > 5", /guard/],
  ["self.size.w > 5", /self\.size may be absent/, "self.size.w > 5", /guard/],
  ["has(self.size.h)", /self\.size may be absent/, "self.size.h)", /guard/],
  ["has(self.size) && self.size.h > 5", /self\.size\.h may be absent/, "self.size.h > 5", /guard/],
  ["self.note == 'a'", /self\.note may be absent/, "self.note == 'a'", /guard/],
  ["self.scenes.all(s, s.id == 'a')", /s\.id may be absent/, "s.id == 'a')", /guard/],
  ["self.scenes.all(s, has(s.id)) && self.scenes.all(s, s.id == 'a')", /s\.id may be absent/, "s.id == 'a')", /guard/],
  ["self.scenes.all(s, !has(s.id) || self.scenes.all(t, t.id == s.id))", /t\.id may be absent/, "t.id == s.id))", /guard/],
]);

table("types", [
  ["self.width > 5.0", /> cannot join int and double/, "self.width > 5.0", /300\.0 beside a double/],
  ["self.angle > 5", /> cannot join double and int/, "self.angle > 5", /same type/],
  ["self.width + self.angle > 1", /\+ cannot join int and double/, "self.width + self.angle > 1", /same type/],
  ["self.width == 'a'", /int and string are never equal/, "self.width == 'a'", /same type/],
  ["self.on > true", /> cannot join bool and bool/, "self.on > true", /same type/],
  ["self.mixed > 5", /cannot join dyn/, "self.mixed > 5", /same type/],
  ["self.width", /the rule is int, not bool/, "self.width", /condition/],
  ["self.width && self.on", /this is int, not bool/, "self.width && self.on", /condition/],
  ["!self.width", /this is int, not bool/, "self.width", /condition/],
  ["self.on ? 1 : 'a'", /branches of \?: are int and string/, "'a'", /same type/],
  ["self.name - 'a' == ''", /- cannot join/, "self.name - 'a' == ''", /only \+/],
  ["-self.name == ''", /string cannot be negated/, "-self.name == ''", /number/],
  ["self.width in 5", /in needs a list, not int/, "5", /x in \[/],
  ["self.width in names", /int and list of string cannot be compared/, "self.width in names", /type of the value/],
  ["self.width in [1, 2.0]", /begins with int, and this is double/, "2.0]", /same type/],
  ["self.width / 0 == 1", /divisor may be 0/, "0 == 1", /literal/],
  ["1 / self.width == 1", /divisor may be 0/, "self.width == 1", /literal/],
  ["self.name.all(x, true)", /all\(\) needs a list, not string/, "self.name.all(x, true)", /list/],
  ["self.scenes.all(s, s.no)", /this is int, not bool/, "s.no)", /condition/],
  ["self.scenes.all(5, true)", /iteration variable/, "5, true)", /Common/],
  ["self.scenes.all(s)", /takes a variable and an expression/, "self.scenes.all(s)", /list\.all\(x/],
  ["size(self.width) > 1", /int has no size/, "self.width) > 1", /string or a list/],
  ["size(self.name, 1) > 1", /takes 1 parameters, not 2/, "size(self.name, 1) > 1", /give it 1/],
  ["size(1) > 1", /int has no size/, "1) > 1", /string or a list/],
  ["string(self.scenes) == ''", /cannot be converted/, "self.scenes) == ''", /number, a string/],
  ["sum(self.tags) == 1", /self\.tags may be absent/, "self.tags) == 1", /guard/],
  ["sum(names) == 1", /sum needs list of int/, "names) == 1", /list of int/],
  ["startsWith(self.name, 'a')", /startsWith is called on a value/, "startsWith(self.name, 'a')", /value\.startsWith/],
  ["self.name.textLength() > 1", /textLength is called as a function/, "self.name.textLength() > 1", /write textLength/],
  ["self.name.matches(self.name)", /pattern must be a literal/, "self.name)", /literal|matches/],
  ["self.name.matches('(a+)+$')", /quantifier inside another/, "'(a+)+$')", /nesting/],
  ["self.name.matches('(')", /not a regular expression/, "'(')", /escape/],
  ["unique(self.scenes, 'nr')", /no property nr/, "'nr')", /write "no"/],
  ["unique(self.scenes, self.name)", /key must be a literal/, "self.name)", /unique/],
  ["has(self)", /has\(\) takes one selection/, "has(self)", /has\(self\.name\)/],
  ["has(self.name, self.kind)", /takes one selection|not a CEL/, "has(self.name, self.kind)", /has|Common/],
]);

table("values that an enum does not know", [
  ["self.kind == 'IMGAE'", /kind never equals "IMGAE"/, "'IMGAE'", /write "IMAGE"/],
  ["'VIDOE' == self.kind", /kind never equals "VIDOE"/, "'VIDOE' == self.kind", /write "VIDEO"/],
  ["self.kind != 'x'", /kind never equals "x"/, "'x'", /use one of IMAGE, VIDEO, AUDIO/],
  ["self.kind in ['IMAGE', 'VIDOE']", /kind never equals "VIDOE"/, "'VIDOE']", /write "VIDEO"/],
]);

test("a guard reaches through !, && and || to where it is needed", () => {
  expect(faultsOf(ruled("!(has(self.height) && self.on) || self.height > 5 || self.height < 9"))).toEqual([]);
  expect(faultsOf(ruled("!(!has(self.height) || !has(self.ratio)) ? self.height > 5 && self.ratio > 5.0 : true"))).toEqual([]);
  expect(faultsOf(ruled("self.scenes.all(s, !has(s.id) || self.scenes.exists(t, has(t.id) && t.id == s.id))"))).toEqual([]);
});

test("a value that only the SDKs know may be compared", () => {
  expect(faultsOf(ruled("self.kind == 'AUDIO'"))).toEqual([]);
});

describe("the fields beside the rule", () => {
  const rows: readonly (readonly [string, RuleParts, RegExp, string])[] = [
    ["fieldPath of a misspelled property", { fieldPath: ".widht" }, /no property widht/, "widht"],
    ["fieldPath through a scalar", { fieldPath: ".width.x" }, /int has no property x/, "x"],
    ["fieldPath from an unknown variable", { fieldPath: "s.no" }, /nothing is named s where/, "s.no"],
    ["message that is no string", { messageExpression: "self.width" }, /message is int, not string/, "self.width"],
    ["message that reads what may be absent", { messageExpression: "string(self.height)" }, /self\.height may be absent/, "self.height)"],
    ["fix at a misspelled property", { fixes: [{ fieldPath: ".widht", value: "5" }] }, /no property widht/, "widht"],
    ["fix with a faulty value", { fixes: [{ fieldPath: ".width", value: "self.x" }] }, /no property x/, "x"],
  ];
  test.each(rows)("%s", (_, parts, message, at) => {
    const found = fault("self.width > 5", parts);
    expect(found.message).toMatch(message);
    expect(found.at).toBe(at);
  });
});

test("a caret stands under the name in a path from a variable", () => {
  expect(fault("self.scenes.all(s, s.no > 1)", { fieldPath: "s.size.nr" })).toMatchObject({
    message: "rule r: there is no property nr",
    at: "nr",
  });
});

describe("entries that are no rules", () => {
  const entry = { id: "r", rule: "true", message: "m", severity: "error", source: "s" };
  const rows: readonly (readonly [string, unknown, RegExp, RegExp])[] = [
    ["no list", {}, /must be a list of rules/, /list of/],
    ["no object", ["true"], /an entry|a rule|must be/, /./],
    ["no id", [{ ...entry, id: undefined }], /the rule has no id/, /add id/],
    ["an id in another case", [{ ...entry, id: "My_Rule" }], /id must be words/, /hyphens/],
    ["no message", [{ ...entry, message: "" }], /message must be/, /sentence/],
    ["an unknown severity", [{ ...entry, severity: "fatal" }], /severity must be/, /error or warning/],
    ["a misspelled field", [{ ...entry, fieldpath: ".a" }], /no field "fieldpath"/, /write fieldPath/],
    ["an unknown reason", [{ ...entry, reason: "Because" }], /reason must be/, /FieldValueInvalid/],
    ["fixes without a value", [{ ...entry, fixes: [{ fieldPath: ".a" }] }], /fixes must be/, /fieldPath, value/],
  ];
  test.each(rows)("%s", (_, validations, message, fix) => {
    const [found] = faultsOf(documentOf({ T: { type: "object", "x-validations": validations } }));
    expect(found?.message).toMatch(message);
    expect(found?.fix).toMatch(fix);
    expect(found?.line).toBeGreaterThan(1);
  });
});

test("an id that is taken is found wherever the rules stand", () => {
  const rule = { id: "twice", rule: "true", message: "m", severity: "error", source: "s" };
  const inner = { type: "object", "x-validations": [rule] };
  const [found] = faultsOf(
    documentOf({ T: { type: "object", "x-validations": [rule], properties: { a: { type: "array", items: inner } } } }),
  );
  expect(found?.message).toMatch(/the rule id twice is taken/);
});

test("a fault in a shared rule names the host that it is asked of", () => {
  const shared = { "x-validations": [{ id: "shared", rule: "self.width > 1", message: "m", severity: "error", source: "s" }] };
  const host = (properties: object): object => ({ type: "object", properties, allOf: [{ $ref: "#/components/schemas/Shared" }] });
  const wide = host({ width: { type: "integer", default: 5 } });
  expect(compile(documentOf({ Shared: shared, A: wide })).check("A", { width: 1 })).toHaveLength(1);
  const [found] = faultsOf(documentOf({ Shared: shared, A: wide, B: host({ widht: { type: "integer", default: 5 } }) }));
  expect(found?.message).toBe("rule shared: there is no property width (asked of B)");
  expect(found?.fix).toBe("write widht");
});
