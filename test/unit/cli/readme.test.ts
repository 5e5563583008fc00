import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exitMeanings } from "../../../src/cli/exit-codes.js";
import { type Program, program } from "../../helpers/cli-process.js";
import { blocksOf } from "../../helpers/markdown-blocks.js";
import { within } from "../../helpers/run-in-process.js";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const blocks = blocksOf(readme);

let cli: Program;
beforeAll(async () => {
  cli = await program();
});
afterAll(() => cli.remove());

test("every command line of the README has a command and flags that there are", async () => {
  const lines = [...readme.matchAll(/^npx metastudio-video ([^#\n]+)/gm)].map(([, line = ""]) => line.trim().split(" "));
  expect(lines.length).toBeGreaterThan(10);
  // help wins over everything but a mistyped word
  for (const line of lines) expect([line, (await within([...line, "--help"])).code]).toEqual([line, 0]);
});

test("what the README shows of check is what check prints", async () => {
  const at = blocks.findIndex(({ language, text }) => language === "json" && text.includes("shoot_scripts"));
  writeFileSync(join(cli.folder, "scene.json"), blocks[at]?.text ?? "");
  expect(await cli.run(["check", "scene.json"])).toMatchObject({ code: 3, stdout: blocks[at + 1]?.text });
  expect((await cli.run(["check", "scene.json", "--fix"])).code).toBe(0);
});

test("the README's exit codes are those of the program", () => {
  const rows = [...readme.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => [Number(code), meaning]);
  expect(rows).toEqual(exitMeanings.map((row) => [...row]));
});
