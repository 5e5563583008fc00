import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../exit-codes.js";
import { withHelp } from "../help.js";
import { unreadable } from "../input.js";
import { print, visible } from "../output.js";

/** `demo`: the whole life of a video, in a minute, without an account. */
export function addDemo(program: Command): void {
  const command = program
    .command("demo")
    .description("see all of it in a minute, without an account and without network")
    .option("-o, --output <dir>", "where its files go (else a new folder for temporary files)")
    .action(async ({ output }: { readonly output?: string }) => print(await demo(output)));
  withHelp(command, { examples: ["demo", "demo -o demo"] });
}

/**
 * Writes the files and gives what there is to tell. Throws `UsageError` when they cannot be written, or others would be lost;
 * a folder of our own, which has a name of its own as well, is written over.
 */
export async function demo(output?: string, own?: string): Promise<string> {
  const folder = output ?? onDisk("a folder for temporary files", () => mkdtempSync(join(tmpdir(), "metastudio-video-")));
  const { story } = await import("../demo.js");
  const { text, files } = await story(own ?? visible(folder));
  onDisk(folder, () => mkdirSync(folder, { recursive: true }));
  const paths = files.map(({ name, content }) => ({ path: join(folder, name), content }));
  for (const { path, content } of paths)
    if (own === undefined && onDisk(path, () => existsSync(path) && !readFileSync(path).equals(Buffer.from(content))))
      throw new UsageError(
        `${visible(path)} is there already, and is another file.`,
        "Name an empty folder, or one that is not there yet.",
      );
  for (const { path, content } of paths) onDisk(path, () => writeFileSync(path, content));
  return text;
}

function onDisk<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unreadable(error, visible(path), "written");
  }
}
