import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import type { CliContext } from "../context.js";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { fileError } from "../input.js";

/** `demo`: creates and downloads a video in the sandbox. */
export function addDemo(program: Command, { output }: CliContext): void {
  const command = program
    .command("demo")
    .description("Take a one-minute tour; needs neither an account nor network access")
    .option("-o, --output <dir>", "Directory for the files (default: a new temporary directory)")
    .action(async (flags: { readonly output?: string }) => output.print(await writeDemo(flags.output)));
  withHelp(command, { examples: ["demo", "demo -o demo"] });
}

/**
 * Runs the demo, writes its files and returns its text. Throws `UsageError` when the files cannot be written or would replace
 * different files. With `ownName`, the directory belongs to the demo: it is printed under this name and its files are replaced.
 */
export async function writeDemo(output?: string, ownName?: string): Promise<string> {
  const directory = output ?? withFileErrors("a temporary directory", () => mkdtempSync(join(tmpdir(), "metastudio-video-")));
  const { runDemo } = await import("../demo.js");
  const { text, files } = await runDemo(ownName ?? directory);
  withFileErrors(directory, () => mkdirSync(directory, { recursive: true }));
  const targets = files.map(({ name, content }) => ({ path: join(directory, name), content }));
  for (const { path, content } of targets)
    if (ownName === undefined && withFileErrors(path, () => existsSync(path) && !readFileSync(path).equals(Buffer.from(content))))
      throw new UsageError(`${path} already exists and has different content.`, "Choose an empty or new directory.");
  for (const { path, content } of targets) withFileErrors(path, () => writeFileSync(path, content));
  return text;
}

function withFileErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(error, path, "write");
  }
}
