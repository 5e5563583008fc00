import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cliPage } from "../../../scripts/docs/cli-page.js";
import { exitCodesFor } from "../../../src/cli/command.js";
import { buildProgram } from "../../../src/cli/program.js";
import { blocksOf } from "../helpers/markdown-blocks.js";
import { runInProcess } from "../helpers/run-in-process.js";

const page = cliPage();

test("docs/cli.md is up to date (npm run docs)", () => {
  expect(readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8")).toBe(page);
});

test("lists every command once, with all its flags", () => {
  const commands = buildProgram().commands.flatMap((command) => [
    { name: command.name(), command },
    ...command.commands.map((child) => ({ name: `${command.name()} ${child.name()}`, command: child })),
  ]);
  expect([...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name)).toEqual(commands.map(({ name }) => name));
  for (const { name, command } of commands) {
    const [, section = ""] = page.split(`\n### ${name}\n`);
    for (const { flags } of command.options) expect(section.split("\n### ")[0]).toContain(`| \`${flags.replaceAll("|", "\\|")}\` |`);
  }
});

test("lists every exit code, and for each command the exit codes of its help", async () => {
  for (const [code, meaning] of exitCodesFor(buildProgram())) expect(page).toContain(`| ${code} | ${meaning} |`);
  for (const command of buildProgram().commands) {
    const { stdout } = await runInProcess([command.name(), "--help"]);
    const expected = [...(stdout.split("Exit codes:")[1] ?? "").matchAll(/^ +(\d+) /gm)].map(([, code]) => code);
    const listed = new RegExp(`### ${command.name()}\\n[\\s\\S]*?\\nExit codes: (.*)\\.`).exec(page)?.[1] ?? "";
    expect([command.name(), [...listed.matchAll(/(\d+) \(/g)].map(([, code]) => code)]).toEqual([command.name(), expected]);
  }
});

test("uses only existing commands and flags in its examples", async () => {
  const lines = blocksOf(page).flatMap(({ text }) => text.trim().split("\n"));
  const calls = lines.flatMap((line) =>
    [...line.replace(/#.*| [>].*/, "").matchAll(/metastudio-video ([^|]*)/g)].map(([, call = ""]) => call.trim().split(/ +/)),
  );
  expect(calls.length).toBeGreaterThan(buildProgram().commands.length);
  for (const call of calls) expect([call, (await runInProcess([...call, "--help"])).code]).toEqual([call, 0]);
});

test("has no broken links", () => {
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(" ", "-"));
  for (const [, target] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
});
