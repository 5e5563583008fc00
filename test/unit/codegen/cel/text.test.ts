// biome-ignore-all lint/suspicious/noTemplateCurlyInString: text of a malicious rule
import { expect, test } from "vitest";
import { typeOfSchema } from "../../../../scripts/codegen/cel/type.js";
import { checkExpression } from "../../../../scripts/codegen/cel/type-check.js";
import { identifier } from "../../../../scripts/codegen/code.js";
import { emitCondition, emitExpression } from "../../../../scripts/codegen/emit/rules/expression.js";
import { SchemaReader } from "../../../../scripts/codegen/model/schema.js";
import { readDocument } from "../../../../scripts/codegen/parse/document.js";
import { documentWithRule } from "../../helpers/rules.js";

const document = readDocument("contract.yaml", JSON.stringify(documentWithRule("true")));
const root = document.value as { components: { schemas: { T: object } } };
const self = typeOfSchema(new SchemaReader(document).read("/components/schemas/T", root.components.schemas.T));
const names = { constant: (hint: string) => identifier(hint.toUpperCase()) };
const constants = new Map<string, unknown>([
  ["sizes", [[1920, 1080]]],
  ["canvas", { width: 1920, "left-top": 0 }],
]);
const parsed = (rule: string) => checkExpression(rule, { variables: new Map([["self", self]]), constants, present: new Set() });

/** A CEL expression, the emitted TypeScript, and its negation. */
const TEXTS: readonly (readonly [rule: string, condition: string, negation: string])[] = [
  ["self.width > 5", "((self.width ?? 1920) as number) > 5", "!(((self.width ?? 1920) as number) > 5)"],
  ["self.name == 'a'", 'self.name === "a"', 'self.name !== "a"'],
  ["!(self.name == 'a')", 'self.name !== "a"', 'self.name === "a"'],
  ["has(self.height)", "self.height != null", "self.height == null"],
  [
    "!has(self.height) || self.height > 5",
    "self.height == null || (self.height as number) > 5",
    "self.height != null && !((self.height as number) > 5)",
  ],
  ["!(self.on && has(self.note))", "!(self.on ?? false) || self.note == null", "(self.on ?? false) && self.note != null"],
  [
    "(self.on || has(self.note)) && self.name == ''",
    '((self.on ?? false) || self.note != null) && self.name === ""',
    '!(self.on ?? false) && self.note == null || self.name !== ""',
  ],
  ["self.width - (1 - 2) == 3", "((self.width ?? 1920) as number) - (1 - 2) === 3", "((self.width ?? 1920) as number) - (1 - 2) !== 3"],
  [
    "self.width / 2 == 3",
    "Math.trunc(((self.width ?? 1920) as number) / 2) === 3",
    "Math.trunc(((self.width ?? 1920) as number) / 2) !== 3",
  ],
  ["[self.width, 1080] in sizes", "((self.width ?? 1920) === 1920 && 1080 === 1080)", "!((self.width ?? 1920) === 1920 && 1080 === 1080)"],
  [
    "self.kind in ['IMAGE', 'VIDEO']",
    'self.kind === "IMAGE" || self.kind === "VIDEO"',
    '!(self.kind === "IMAGE" || self.kind === "VIDEO")',
  ],
  [
    "self.scenes.all(s, s.no > 1)",
    "(self.scenes as readonly Obj[]).every((s) => (s.no as number) > 1)",
    "!(self.scenes as readonly Obj[]).every((s) => (s.no as number) > 1)",
  ],
  [
    "self.scenes.exists(p, p.no > 1)",
    "(self.scenes as readonly Obj[]).some((p_) => (p_.no as number) > 1)",
    "!(self.scenes as readonly Obj[]).some((p_) => (p_.no as number) > 1)",
  ],
  [
    "self.name.startsWith('\u2028\"`${1}')",
    '(self.name as string).startsWith("\\u2028\\"`${1}")',
    '!(self.name as string).startsWith("\\u2028\\"`${1}")',
  ],
  [
    "has(self.constructor)",
    '(Object.hasOwn(self, "constructor") ? self.constructor : undefined) != null',
    '(Object.hasOwn(self, "constructor") ? self.constructor : undefined) == null',
  ],
  ["size(self.name) > 1", "codePoints((self.name as string)) > 1", "!(codePoints((self.name as string)) > 1)"],
  [
    "unique(self.scenes, 'no')",
    'repeatedKeys((self.scenes as readonly Obj[]), "no").length === 0',
    '!(repeatedKeys((self.scenes as readonly Obj[]), "no").length === 0)',
  ],
];

test.each(TEXTS)("%s", (rule, condition, negation) => {
  expect(emitCondition(parsed(rule), names, true).text).toBe(condition);
  expect(emitCondition(parsed(rule), names, false).text).toBe(negation);
  expect(emitExpression(parsed(rule), names).text).toBe(condition);
});
