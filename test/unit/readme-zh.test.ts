import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blocksOf } from "./helpers/markdown-blocks.js";

const english = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const chinese = readFileSync(new URL("../../README.zh-CN.md", import.meta.url), "utf8");

/** What a block says to a machine: its comments are for readers, and translated. */
const code = (text: string): string => text.replace(/\s+(?:\/\/|#) .*$/gm, "");

const codeOf = (readme: string) => blocksOf(readme).map(({ language, text }) => ({ language, text: code(text) }));
const linksOf = (readme: string) =>
  [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link).filter((link) => !link?.startsWith("README"));
const rowsOf = (readme: string) =>
  [...readme.matchAll(/^\| (\[[^\]]+\]|\d+)[^|]*\|(?: (error|warning) \|)?/gm)].map(([, first, weight]) => [first, weight]);

test("the Chinese README shows the same code, commands and output as the English one", () => {
  expect(codeOf(chinese)).toEqual(codeOf(english));
});

test("it has as many sections, the same rules and exit codes, and leads to the same pages", () => {
  const sections = (readme: string) => readme.match(/^## /gm)?.length;
  expect(sections(chinese)).toBe(sections(english));
  expect(rowsOf(chinese)).toEqual(rowsOf(english));
  expect(rowsOf(chinese).length).toBeGreaterThan(20);
  expect(new Set(linksOf(chinese))).toEqual(new Set(linksOf(english)));
});

test("no comment in its code is left in English", () => {
  const left = blocksOf(chinese)
    .filter(({ language }) => language === "ts" || language === "sh")
    .flatMap(({ text }) => [...text.matchAll(/\s(?:\/\/|#) (.*)$/gm)].map(([, words = ""]) => words))
    .filter((words) => !/\p{Script=Han}/u.test(words) && words !== "JSON Schema");
  expect(left).toEqual([]);
});
