import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { cliPage } from "../../../scripts/docs/cli-page.js";
import { exitMeanings } from "../../../src/cli/exit-codes.js";
import { build } from "../../../src/cli/program.js";
import { blocksOf } from "../../helpers/markdown-blocks.js";
import { within } from "../../helpers/run-in-process.js";

const page = cliPage();

test("docs/cli.md is what the commands say; else run: npm run docs", () => {
  expect(readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8")).toBe(page);
});

test("it has every command once, with all its flags", () => {
  const { commands } = build();
  expect([...page.matchAll(/^### (.+)$/gm)].map(([, name]) => name)).toEqual(commands.map((command) => command.name()));
  for (const command of commands) {
    const [, section = ""] = page.split(`\n### ${command.name()}\n`);
    for (const { flags } of command.options) expect(section.split("\n### ")[0]).toContain(`| \`${flags.replaceAll("|", "\\|")}\` |`);
  }
});

test("it has every exit code, and each command those that its help has", async () => {
  for (const [code, meaning] of exitMeanings) expect(page).toContain(`| ${code} | ${meaning} |`);
  for (const command of build().commands) {
    const { stdout } = await within([command.name(), "--help"]);
    const told = [...(stdout.split("Exit codes:")[1] ?? "").matchAll(/^ +(\d+) /gm)].map(([, code]) => code);
    const ends = new RegExp(`### ${command.name()}\\n[\\s\\S]*?\\nEnds with (.*)\\.`).exec(page)?.[1] ?? "";
    expect([command.name(), [...ends.matchAll(/(\d+) \(/g)].map(([, code]) => code)]).toEqual([command.name(), told]);
  }
});

test("its command lines have commands and flags that there are", async () => {
  const lines = blocksOf(page).flatMap(({ text }) => text.trim().split("\n"));
  const calls = lines.flatMap((line) =>
    [...line.replace(/#.*| [>].*/, "").matchAll(/metastudio-video ([^|]*)/g)].map(([, call = ""]) => call.trim().split(/ +/)),
  );
  expect(calls.length).toBeGreaterThan(build().commands.length);
  for (const call of calls) expect([call, (await within([...call, "--help"])).code]).toEqual([call, 0]);
});

test("no link leads nowhere", () => {
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading.toLowerCase().replaceAll(" ", "-"));
  for (const [, target] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(target);
});
