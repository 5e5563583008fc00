import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emitAll } from "../../../../scripts/codegen/generate.js";
import { formatDiagnostic } from "../../../../scripts/codegen/parse/diagnostic.js";
import { readDocument } from "../../../../scripts/codegen/parse/document.js";
import { compileDocument, type Outcome, typeCheck } from "../../../helpers/compile-document.js";
import { CASES, chain } from "./cases.js";

const outcomes = new Map<string, Outcome>();
beforeAll(async () => {
  for (const [name, { text }] of Object.entries(CASES)) outcomes.set(name, await compileDocument(text));
}, 60_000);
afterAll(() => outcomes.clear());

describe("each document compiles, or every fault is located", () => {
  test.each(Object.entries(CASES))("%s", (name, { text, refused = [], warnings }) => {
    const outcome = outcomes.get(name) ?? expect.fail("not compiled");
    const shown = outcome.diagnostics.map(formatDiagnostic).join("\n");
    const lines = text.split("\n");
    const found = outcome.diagnostics.map(({ line, column, message }) => ({ at: lines[line - 1]?.slice(column - 1) ?? "", message }));
    for (const [where, message] of refused)
      expect(
        found.some((each) => each.at.startsWith(where) && message.test(each.message)),
        `${where} ${message}\n${shown}`,
      ).toBe(true);
    expect(outcome.diagnostics.length, shown).toBe(refused.length);
    expect(outcome.files === undefined, shown).toBe(refused.length > 0);
    if (warnings) expect(outcome.warnings.map(({ message }) => message)).toEqual(warnings.map((each) => expect.stringMatching(each)));
  });
});

test("what is emitted compiles with tsc --strict", { timeout: 120_000 }, () => {
  const compiled = new Map([...outcomes].flatMap(([name, { files }]) => (files ? [[name.replace(/\W+/g, "-"), files] as const] : [])));
  expect(compiled.size).toBeGreaterThan(30);
  expect(typeCheck(compiled)).toEqual([]);
});

describe("chains of components", () => {
  const $refs = (next: string): object => ({ $ref: next });
  const objects = (next: string): object => ({ type: "object", properties: { next: { $ref: next } } });
  const combined = (next: string): object => ({ allOf: [{ $ref: next }] });
  const emit = (text: string) => () => emitAll(readDocument("chain.json", text)).files.length;

  test("1,000 compile", () => {
    for (const link of [$refs, objects, combined]) expect(emit(chain(1000, link))()).toBeGreaterThan(0);
  });

  test("5,000 compile, or are a diagnostic", () => {
    expect(emit(chain(5000, objects))()).toBeGreaterThan(0);
    for (const link of [$refs, combined])
      expect(emit(chain(5000, link))).toThrow(/^chain\.json:\d+:\d+: more than \d+ schemas apply to the same value\n/);
  });
});
