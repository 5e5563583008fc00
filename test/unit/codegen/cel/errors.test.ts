import { describe, expect, test } from "vitest";
import { compileError, createDocument, diagnosticsOf, documentWithRule, evaluateContract, type RuleFields } from "../../helpers/rules.js";

/** An invalid rule: the message, the text from the caret on, and the fix. */
type Row = readonly [rule: string, message: RegExp, at: string, fix: RegExp];

function table(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    test.each(rows)("%s", (rule, message, at, fix) => {
      const error = compileError(rule);
      expect(error.message).toMatch(message);
      expect(error.message).toMatch(/^rule r: /);
      expect(error.at).toBe(at);
      expect(error.fix).toMatch(fix);
    });
  });
}

table("syntax errors", [
  ["self.width >", /invalid CEL expression/, "", /Common Expression Language/],
  ["self.width = 5", /invalid CEL expression/, "= 5", /Common Expression Language/],
  ["'open", /invalid CEL expression/, "'open", /Common Expression Language/],
  ["self.width > 5 )", /invalid CEL expression/, ")", /Common Expression Language/],
]);

table("unsupported syntax", [
  ["{'a': 1}.a == 1", /unsupported syntax: map literal/, "{'a': 1}.a == 1", /selection/],
  ["self.?width == 1", /invalid CEL expression/, "?width == 1", /Common/],
  ["b'abc' == b'abc'", /unsupported literal/, "b'abc' == b'abc'", /number, a string/],
  ["1u == 1u", /unsupported literal/, "1u == 1u", /number, a string/],
  [
    "timestamp('2024-01-01T00:00:00Z') == self.name",
    /undeclared function timestamp/,
    "timestamp('2024-01-01T00:00:00Z') == self.name",
    /use one of/,
  ],
  ["self.scenes.exists_one(s, s.no == 1)", /undeclared function exists_one/, "self.scenes.exists_one(s, s.no == 1)", /exists/],
  ["self.scenes[0].no == 1", /may be out of range/, "self.scenes[0].no == 1", /all\(\) or exists\(\)/],
]);

table("unknown names", [
  ["self.widht > 5", /undefined property widht/, "widht > 5", /^write width$/],
  ["has(self.misspelled)", /undefined property misspelled/, "misspelled)", /use one of/],
  ["selv.width > 5", /undeclared reference to selv/, "selv.width > 5", /write self/],
  ["self.width in sizs", /undeclared reference to sizs/, "sizs", /write sizes/],
  ["self.scenes.all(s, s.nr > 1)", /undefined property nr/, "nr > 1)", /write no/],
  ["canvas.widht == self.width", /undefined property widht/, "widht == self.width", /write width/],
  ["self.name.length > 5", /string has no property length/, "length > 5", /select a field of an object/],
  ["text.matches('a')", /undeclared reference to text/, "text.matches('a')", /use self|write/],
  ["self.scenes.all(s, true) && s.no == 1", /undeclared reference to s\b/, "s.no == 1", /self/],
  ["self.scenes.all(self, true)", /self is already declared/, "self, true)", /another variable name/],
  ["self.numbers.all(sizes, true)", /sizes is already declared/, "sizes, true)", /another variable name/],
  ["sise(self.name) > 1", /undeclared function sise/, "sise(self.name) > 1", /write size/],
]);

table("optional properties without a guard", [
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
  ["self.width > 5.0", /> is not defined for int and double/, "self.width > 5.0", /300\.0 with double/],
  ["self.angle > 5", /> is not defined for double and int/, "self.angle > 5", /same type/],
  ["self.width + self.angle > 1", /\+ is not defined for int and double/, "self.width + self.angle > 1", /same type/],
  ["self.width == 'a'", /int and string are never equal/, "self.width == 'a'", /same type/],
  ["self.on > true", /> is not defined for bool and bool/, "self.on > true", /same type/],
  ["self.mixed > 5", /> is not defined for dyn/, "self.mixed > 5", /same type/],
  ["self.width", /the rule must be bool, received int/, "self.width", /condition/],
  ["self.width && self.on", /expected bool, received int/, "self.width && self.on", /condition/],
  ["!self.width", /expected bool, received int/, "self.width", /condition/],
  ["self.on ? 1 : 'a'", /branches of \?: have the types int and string/, "'a'", /same type/],
  ["self.name - 'a' == ''", /- is not defined for/, "self.name - 'a' == ''", /only \+/],
  ["-self.name == ''", /cannot negate string/, "-self.name == ''", /number/],
  ["self.width in 5", /in needs a list, not int/, "5", /x in \[/],
  ["self.width in names", /cannot compare int and list of string/, "self.width in names", /same type/],
  ["self.width in [1, 2.0]", /list of int has an element of type double/, "2.0]", /same type/],
  ["self.width / 0 == 1", /divisor may be 0/, "0 == 1", /literal/],
  ["1 / self.width == 1", /divisor may be 0/, "self.width == 1", /literal/],
  ["self.name.all(x, true)", /all\(\) needs a list, not string/, "self.name.all(x, true)", /list/],
  ["self.scenes.all(s, s.no)", /expected bool, received int/, "s.no)", /condition/],
  ["self.scenes.all(5, true)", /iteration variable/, "5, true)", /Common/],
  ["self.scenes.all(s)", /takes a variable and an expression/, "self.scenes.all(s)", /list\.all\(x/],
  ["size(self.width) > 1", /size is not defined for int/, "self.width) > 1", /string or a list/],
  ["size(self.name, 1) > 1", /takes 1 argument, not 2/, "size(self.name, 1) > 1", /pass 1/],
  ["size(1) > 1", /size is not defined for int/, "1) > 1", /string or a list/],
  ["string(self.scenes) == ''", /cannot convert/, "self.scenes) == ''", /number, a string/],
  ["sum(self.tags) == 1", /self\.tags may be absent/, "self.tags) == 1", /guard/],
  ["sum(names) == 1", /sum expects list of int/, "names) == 1", /list of int/],
  ["startsWith(self.name, 'a')", /startsWith is a method/, "startsWith(self.name, 'a')", /value\.startsWith/],
  ["self.name.textLength() > 1", /textLength is a function/, "self.name.textLength() > 1", /call textLength/],
  ["self.name.matches(self.name)", /pattern must be a string literal/, "self.name)", /literal|matches/],
  ["self.name.matches('(a+)+$')", /nested quantifiers/, "'(a+)+$')", /inner or the outer/],
  ["self.name.matches('(')", /not a valid regular expression/, "'(')", /escape/],
  ["unique(self.scenes, 'nr')", /list elements have no property nr/, "'nr')", /write "no"/],
  ["unique(self.scenes, self.name)", /key must be a string literal/, "self.name)", /unique/],
  ["has(self)", /has\(\) takes one field selection/, "has(self)", /has\(self\.name\)/],
  ["has(self.name, self.kind)", /takes one field selection|invalid CEL/, "has(self.name, self.kind)", /has|Common/],
]);

table("unknown enum values", [
  ["self.kind == 'IMGAE'", /"IMGAE" is not an enum value of kind/, "'IMGAE'", /write "IMAGE"/],
  ["'VIDOE' == self.kind", /"VIDOE" is not an enum value of kind/, "'VIDOE' == self.kind", /write "VIDEO"/],
  ["self.kind != 'x'", /"x" is not an enum value of kind/, "'x'", /use one of IMAGE, VIDEO, AUDIO/],
  ["self.kind in ['IMAGE', 'VIDOE']", /"VIDOE" is not an enum value of kind/, "'VIDOE']", /write "VIDEO"/],
]);

test("guards apply through !, && and ||", () => {
  expect(diagnosticsOf(documentWithRule("!(has(self.height) && self.on) || self.height > 5 || self.height < 9"))).toEqual([]);
  expect(diagnosticsOf(documentWithRule("!(!has(self.height) || !has(self.ratio)) ? self.height > 5 && self.ratio > 5.0 : true"))).toEqual(
    [],
  );
  expect(diagnosticsOf(documentWithRule("self.scenes.all(s, !has(s.id) || self.scenes.exists(t, has(t.id) && t.id == s.id))"))).toEqual([]);
});

test("accepts values that only the SDKs define", () => {
  expect(diagnosticsOf(documentWithRule("self.kind == 'AUDIO'"))).toEqual([]);
});

describe("other rule fields", () => {
  const rows: readonly (readonly [string, RuleFields, RegExp, string])[] = [
    ["fieldPath with a misspelled property", { fieldPath: ".widht" }, /undefined property widht/, "widht"],
    ["fieldPath through a scalar", { fieldPath: ".width.x" }, /int has no property x/, "x"],
    ["fieldPath from an unknown variable", { fieldPath: "s.no" }, /s is not in scope at the failed part/, "s.no"],
    ["message that is not a string", { messageExpression: "self.width" }, /message must be string, received int/, "self.width"],
    ["message with an optional property", { messageExpression: "string(self.height)" }, /self\.height may be absent/, "self.height)"],
    ["fix with a misspelled property", { fixes: [{ fieldPath: ".widht", value: "5" }] }, /undefined property widht/, "widht"],
    [
      "fix with an invalid condition",
      { fixes: [{ fieldPath: ".width", value: "5", when: "self.width" }] },
      /when must be bool/,
      "self.width",
    ],
    ["fix with an invalid value", { fixes: [{ fieldPath: ".width", value: "self.x" }] }, /undefined property x/, "x"],
  ];
  test.each(rows)("%s", (_, parts, message, at) => {
    const error = compileError("self.width > 5", parts);
    expect(error.message).toMatch(message);
    expect(error.at).toBe(at);
  });
});

test("the caret is under the unknown name in a path from a variable", () => {
  expect(compileError("self.scenes.all(s, s.no > 1)", { fieldPath: "s.size.nr" })).toMatchObject({
    message: "rule r: undefined property nr",
    at: "nr",
  });
});

describe("invalid rule entries", () => {
  const entry = { id: "r", rule: "true", message: "m", severity: "error", source: "s" };
  const rows: readonly (readonly [string, unknown, RegExp, RegExp])[] = [
    ["not an array", {}, /must be an array of rules/, /array of/],
    ["empty array", [], /must be an array of rules/, /array of/],
    ["not an object", ["true"], /an entry|a rule|must be/, /./],
    ["missing id", [{ ...entry, id: undefined }], /the rule has no id/, /add id/],
    ["id not in kebab-case", [{ ...entry, id: "My_Rule" }], /id must be a kebab-case identifier/, /kebab-case/],
    ["number as id", [{ ...entry, id: 0 }], /id must be a kebab-case identifier/, /kebab-case/],
    ["list as reason", [{ ...entry, reason: ["FieldValueInvalid"] }], /reason must be one of/, /FieldValueInvalid/],
    ["empty message", [{ ...entry, message: "" }], /message must be/, /sentence/],
    ["unknown severity", [{ ...entry, severity: "fatal" }], /severity must be/, /error, warning or note/],
    ["misspelled field", [{ ...entry, fieldpath: ".a" }], /unknown rule field "fieldpath"/, /write fieldPath/],
    ["unknown reason", [{ ...entry, reason: "Because" }], /reason must be/, /FieldValueInvalid/],
    ["fix with an unknown field", [{ ...entry, fixes: [{ fieldPath: ".a", value: "1", if: "true" }] }], /fixes must be/, /when/],
    ["fix without a value", [{ ...entry, fixes: [{ fieldPath: ".a" }] }], /fixes must be/, /fieldPath, value/],
  ];
  test.each(rows)("%s", (_, validations, message, fix) => {
    const [diagnostic] = diagnosticsOf(createDocument({ T: { type: "object", "x-validations": validations } }));
    expect(diagnostic?.message).toMatch(message);
    expect(diagnostic?.fix).toMatch(fix);
    expect(diagnostic?.line).toBeGreaterThan(1);
  });
});

test("finds duplicate ids in nested schemas", () => {
  const rule = { id: "twice", rule: "true", message: "m", severity: "error", source: "s" };
  const inner = { type: "object", "x-validations": [rule] };
  const [diagnostic] = diagnosticsOf(
    createDocument({ T: { type: "object", "x-validations": [rule], properties: { a: { type: "array", items: inner } } } }),
  );
  expect(diagnostic?.message).toMatch(/duplicate rule id twice/);
});

test("an error in a shared rule names the host", () => {
  const shared = { "x-validations": [{ id: "shared", rule: "self.width > 1", message: "m", severity: "error", source: "s" }] };
  const host = (properties: object): object => ({ type: "object", properties, allOf: [{ $ref: "#/components/schemas/Shared" }] });
  const wide = host({ width: { type: "integer", default: 5 } });
  expect(evaluateContract(createDocument({ Shared: shared, A: wide })).check("A", { width: 1 })).toHaveLength(1);
  const [diagnostic] = diagnosticsOf(createDocument({ Shared: shared, A: wide, B: host({ widht: { type: "integer", default: 5 } }) }));
  expect(diagnostic?.message).toBe("rule shared: undefined property width (evaluated on B)");
  expect(diagnostic?.fix).toBe("write widht");
});

describe("invalid variables", () => {
  const rule = { id: "r", rule: "variables.a && has(self.n)", message: "m", severity: "error", source: "s" };
  const a = { name: "a", expression: "has(self.n)" };
  const rows: readonly (readonly [string, unknown, object, RegExp, RegExp])[] = [
    ["not an array", {}, { rule: "true" }, /x-variables must be an array/, /name, expression/],
    ["missing expression", [{ name: "b" }, a], {}, /invalid variable/, /name, expression/],
    ["name with a hyphen", [{ name: "b-c", expression: "true" }, a], {}, /invalid variable/, /starts with a letter/],
    ["unknown field", [{ ...a, description: "d" }, a], {}, /invalid variable/, /name, expression/],
    ["duplicate name", [a, a], {}, /duplicate variable a/, /unique name/],
    ["unused", [a, { name: "b", expression: "true" }], {}, /no rule uses the variable b/, /remove it/],
    ["undeclared in a rule", [a], { rule: "variables.a && variables.b" }, /undeclared variable b/, /write variables.a|declare/],
    ["undeclared in a message", [a], { messageExpression: "string(variables.width)" }, /undeclared variable width/, /declare it/],
    [
      "undeclared in a fix",
      [a],
      { fixes: [{ fieldPath: ".n", value: "1", when: "variables.aa" }] },
      /undeclared variable aa/,
      /variables.a$/,
    ],
    [
      "used before its declaration",
      [{ name: "b", expression: "variables.a" }, a],
      { rule: "variables.b" },
      /undeclared variable a/,
      /before/,
    ],
    ["used in its own expression", [{ name: "a", expression: "variables.a" }], {}, /undeclared variable a/, /before/],
    ["invalid expression", [{ name: "a", expression: "has(self.m)" }], {}, /undefined property m/, /write n/],
  ];
  test.each(rows)("%s", (_, variables, fields, message, fix) => {
    const schema = {
      type: "object",
      properties: { n: { type: "integer" } },
      "x-variables": variables,
      "x-validations": [{ ...rule, ...fields }],
    };
    const found = diagnosticsOf(createDocument({ T: schema })).find((diagnostic) => message.test(diagnostic.message));
    expect(found?.fix).toMatch(fix);
    expect(found?.line).toBeGreaterThan(1);
  });

  test("without rules", () => {
    expect(diagnosticsOf(createDocument({ T: { type: "object", "x-variables": [a] } }))[0]?.message).toMatch(
      /x-validations must be an array/,
    );
  });
});
