import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rows } from "../../regressions/rows.js";

test("every reported fault has a test", () => {
  const ids = [..."K".repeat(21)].map((id, i) => `${id}${i + 1}`);
  ids.push(...Array.from({ length: 11 }, (_, i) => `C${i + 1}`), "S1", "S2", "S3");
  expect(Object.keys(rows)).toEqual(ids);
});

test.each(Object.entries(rows))("the test of %s exists", (_id, { file, title }) => {
  const url = new URL(`../${file}`, import.meta.url);
  expect(existsSync(url)).toBe(true);
  const source = readFileSync(url, "utf8");
  // titles of test.each have placeholders or come from data, so only some words are compared
  const words = title.match(/[a-z]{4,}/gi) ?? [];
  expect(words.filter((word) => source.includes(word)).length).toBeGreaterThanOrEqual(words.length / 3);
});
