import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { traceabilityPage, traceRows } from "../../../scripts/docs/traceability.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const INPUTS = ["openapi.yaml", "generated/coverage.json", "generated/operations.ts", "generated/types.ts", "test/golden/page-rows.json"];

/** Traces the rows of a copy of the repository in which one file is edited. */
function traceEdited<T>(file: string, edit: (text: string) => string, trace: (folder: string) => T): T {
  const folder = `${mkdtempSync(join(tmpdir(), "trace-"))}/`;
  try {
    for (const name of ["generated", "test/golden"]) mkdirSync(`${folder}${name}`, { recursive: true });
    for (const name of INPUTS) cpSync(`${root}${name}`, `${folder}${name}`);
    const text = readFileSync(`${folder}${file}`, "utf8");
    const edited = edit(text);
    expect(edited).not.toBe(text);
    writeFileSync(`${folder}${file}`, edited);
    return trace(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("every row of the page has its line in the contract and a check", () => {
  const rows = traceRows(root);
  const lines = readFileSync(`${root}openapi.yaml`, "utf8").split("\n");
  expect(rows).toHaveLength(128);
  expect(rows.filter(({ checks }) => checks.length === 0)).toEqual([]);
  for (const { pointer, line } of rows) expect(lines[line - 1]?.trim()).toMatch(new RegExp(`^"?${pointer.split("/").at(-1)}"?:`));
  expect(traceabilityPage(root)).toContain("128 of 128 rows enforced");
});

test("a rule is listed with each row that it reads", () => {
  const bitrate = traceRows(root).find(({ table, name }) => table === 9 && name === "width");
  expect(bitrate?.rules).toEqual(expect.arrayContaining(["resize-resolution"]));
});

test("a row without a check is counted as not enforced", () => {
  const removeBitrate = (text: string): string => text.replace('#/components/schemas/VideoConfig/properties/bitrate"', '#/elsewhere"');
  const page = traceEdited("generated/coverage.json", removeBitrate, traceabilityPage);
  expect(page).toContain("127 of 128 rows enforced");
});

test("a row that the contract does not have is an error with its table", () => {
  const rename = (text: string): string => text.replace('"name": "bitrate"', '"name": "bit_rate"');
  expect(() => traceEdited("test/golden/page-rows.json", rename, traceRows)).toThrow("Table 9 VideoConfig: openapi.yaml has no bit_rate");
});
