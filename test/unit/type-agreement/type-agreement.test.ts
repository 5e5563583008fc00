import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import * as validators from "../../../generated/validators.js";
import { readContract } from "../../../scripts/codegen/model/contract.js";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import { accepted, Dice, wronglyTyped } from "./instances.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const contract = readContract(readDocument("openapi.yaml", readFileSync(`${root}openapi.yaml`, "utf8")));
const components = [...contract.components].filter(([, node]) => node.keywords.get("type") === "object");
const is = (name: string, value: unknown): boolean =>
  (validators as unknown as Record<string, (value: unknown) => boolean>)[`is${name}`]?.(value) ?? false;

/** Random instances of each component: a thousand that its schema accepts, and as many with one wrong type. */
const COUNT = 1000;

describe("types and validators agree", () => {
  const cases = components.map(([name, node]) => {
    const dice = new Dice(name.length * 7919);
    const right = Array.from({ length: COUNT }, () => accepted(node, dice));
    const wrong = Array.from({ length: COUNT }, () => wronglyTyped(node, dice)).filter((value) => value !== undefined);
    return { name, right, wrong };
  });

  test.each(cases)("$name: what is made to be right is accepted, a wrong type is refused", ({ name, right, wrong }) => {
    expect(right.filter((value) => !is(name, value))).toEqual([]);
    expect(wrong.filter((value) => is(name, value))).toEqual([]);
    expect(wrong.length).toBeGreaterThan(COUNT / 10);
  });

  test("the compiler takes what the validators take, and refuses what they refuse", () => {
    const lines = cases.flatMap(({ name, right, wrong }) => [
      ...right.map((value) => ({ name, value, right: true })),
      ...wrong.map((value) => ({ name, value, right: false })),
    ]);
    const declared = lines.map(({ name, value }, i) => `export const x${i}: T.${name} = ${JSON.stringify(value)};`);
    const faulty = faultyLines(['import type * as T from "./generated/types.js";', ...declared].join("\n"));
    const disagree = lines.filter((line, i) => faulty.has(i + 1) === line.right);
    expect(disagree.slice(0, 3)).toEqual([]);
    expect(faulty.size).toBe(lines.filter((line) => !line.right).length);
  });
});

/** The lines, from 0, in which the compiler finds a fault. */
function faultyLines(text: string): ReadonlySet<number> {
  const path = `${root}agreement.ts`;
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    types: [],
    skipLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => file === path || fileExists(file);
  host.getSourceFile = (file, version) => (file === path ? ts.createSourceFile(file, text, version, true) : getSourceFile(file, version));
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path);
  if (!source) throw new Error("the compiler did not read the instances");
  const diagnostics = program.getSemanticDiagnostics(source);
  return new Set(diagnostics.map(({ start = 0 }) => source.getLineAndCharacterOfPosition(start).line));
}
