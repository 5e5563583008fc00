import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as validators from "../../../generated/validators.js";
import { readContract } from "../../../scripts/codegen/model/contract.js";
import { readDocument } from "../../../scripts/codegen/parse/document.js";
import { typeCheck } from "../../helpers/compile-document.js";
import { invalidInstance, Random, validInstance } from "./instances.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const contract = readContract(readDocument("openapi.yaml", readFileSync(`${root}openapi.yaml`, "utf8")));
const components = [...contract.components].filter(([, node]) => node.keywords.get("type") === "object");
const is = (name: string, value: unknown): boolean =>
  (validators as unknown as Record<string, (value: unknown) => boolean>)[`is${name}`]?.(value) ?? false;

/** Number of valid and of invalid instances per component. */
const COUNT = 1000;

describe("types and validators agree", () => {
  const cases = components.map(([name, node]) => {
    const random = new Random(name.length * 7919);
    const valid = Array.from({ length: COUNT }, () => validInstance(node, random));
    const invalid = Array.from({ length: COUNT }, () => invalidInstance(node, random)).filter((value) => value !== undefined);
    return { name, valid, invalid };
  });

  test.each(cases)("$name: accepts valid instances and rejects instances with a wrong type", ({ name, valid, invalid }) => {
    expect(valid.filter((value) => !is(name, value))).toEqual([]);
    expect(invalid.filter(({ value }) => is(name, value))).toEqual([]);
    expect(invalid.length).toBeGreaterThan(COUNT / 10);
  });

  test("the TypeScript compiler agrees with the validators", () => {
    // For the compiler, valid instances that differ only in numbers and in the length of texts are equal, and so are equal mistakes.
    const shape = (value: unknown): string =>
      JSON.stringify(value)
        .replace(/-?\b[\d.]+/g, "0")
        .replace(/"a+"/g, '"a"');
    const lines = cases.flatMap(({ name, valid, invalid }) => [
      ...new Map(valid.map((value) => [shape(value), { name, value, valid: true }])).values(),
      ...new Map(invalid.map(({ value, mistake }) => [mistake, { name, value, valid: false }])).values(),
    ]);
    const declared = lines.map(({ name, value }, i) => `export const x${i}: T.${name} = ${JSON.stringify(value)};`);
    const errorLines = linesWithErrors(['import type * as T from "../../generated/types.js";', ...declared].join("\n"));
    const mismatches = lines.filter((line, i) => errorLines.has(i + 1) === line.valid);
    expect(mismatches.slice(0, 3)).toEqual([]);
    expect(errorLines.size).toBe(lines.filter((line) => !line.valid).length);
  });
});

/** Returns the 0-based numbers of lines with compiler errors. */
function linesWithErrors(text: string): ReadonlySet<number> {
  const errors = typeCheck(new Map([["agreement", new Map([["instances.ts", text]])]]), { exactOptionalPropertyTypes: true });
  return new Set(errors.map((error) => Number(/\((\d+)\)/.exec(error)?.[1]) - 1));
}
