import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exitCodesFor } from "../../../src/cli/command.js";
import { buildProgram } from "../../../src/cli/program.js";
import { type InstalledCli, installCli, runInProcess } from "../helpers/cli-process.js";
import { blocksOf } from "../helpers/markdown-blocks.js";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const blocks = blocksOf(readme);

let cli: InstalledCli;
beforeAll(async () => {
  cli = await installCli();
});
afterAll(() => cli.remove());

test("the README uses only existing commands and flags", async () => {
  const lines = [...readme.matchAll(/^npx metastudio-video ([^#\n]+)/gm)].map(([, line = ""]) => line.trim().split(" "));
  expect(lines.length).toBeGreaterThan(10);
  // --help reports unknown commands and flags, and ignores everything else
  for (const line of lines) expect([line, (await runInProcess([...line, "--help"])).code]).toEqual([line, 0]);
});

test("the README shows the actual output of check", async () => {
  const at = blocks.findIndex(({ language, text }) => language === "json" && text.includes("script_id"));
  writeFileSync(join(cli.folder, "scene.json"), blocks[at]?.text ?? "");
  expect(await cli.run(["check", "scene.json"])).toMatchObject({ code: 3, stdout: blocks[at + 1]?.text });
  expect((await cli.run(["check", "scene.json", "--fix"])).code).toBe(0);
});

test("the README lists the actual exit codes", () => {
  const rows = [...readme.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, description]) => [Number(code), description]);
  expect(rows).toEqual(exitCodesFor(buildProgram()).map(([code, text]) => [Number(code), text]));
});
