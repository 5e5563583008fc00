import type { Command } from "commander";
import { withHelp } from "../help.js";
import { print } from "../output.js";

/** `demo`: what the package does, in a minute, without an account. */
export function addDemo(program: Command): void {
  const command = program.command("demo").description("see all of it in a minute, without an account and without network");
  command.action(async () => print(await demo()));
  withHelp(command, { examples: ["demo"] });
}

/** What it tells. */
export async function demo(): Promise<string> {
  const { story } = await import("../story.js");
  return story();
}
