import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCommand } from "../command.js";
import { UsageError } from "../exit-codes.js";
import { createDirectory, withFileErrors } from "../input.js";
import { value } from "../options.js";

export const demo = defineCommand({
  name: "demo",
  description: "Take a one-minute tour; needs neither an account nor network access",
  options: { output: value("dir", "Directory for the files (default: a new temporary directory)", { short: "o" }) },
  examples: ["demo", "demo -o demo"],
  run: async ({ flags, output }) => output.print(await writeDemo(flags.output)),
});

/**
 * Runs the demo, writes its files and returns its text. Throws `UsageError` when the files cannot be written or would replace
 * different files. With `ownName`, the directory belongs to the demo: it is printed under this name and its files are replaced.
 */
export async function writeDemo(output?: string, ownName?: string): Promise<string> {
  const directory = output ?? withFileErrors("a temporary directory", () => mkdtempSync(join(tmpdir(), "metastudio-video-")));
  const { runDemo } = await import("../demo.js");
  const { text, files } = await runDemo(ownName ?? directory);
  createDirectory(directory);
  const targets = files.map(({ name, content }) => ({ path: join(directory, name), content }));
  for (const { path, content } of targets)
    if (ownName === undefined && withFileErrors(path, () => existsSync(path) && !readFileSync(path).equals(Buffer.from(content))))
      throw new UsageError(`${path} already exists and has different content.`, "Choose an empty or new directory.");
  for (const { path, content } of targets) withFileErrors(path, () => writeFileSync(path, content));
  return text;
}
