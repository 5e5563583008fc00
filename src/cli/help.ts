import type { Command } from "commander";
import { type ExitCodeName, exitCodeDescriptions, exitCodes } from "./exit-codes.js";

/** Help of a command, in addition to its description and flags. */
export interface CommandHelp {
  /** Command lines without the program name, shown first. */
  readonly examples: readonly string[];
  /** Exit codes of the command, in addition to `ok`, `usage` and `internal`. */
  readonly exitCodes?: readonly ExitCodeName[];
  /** A list of values that a flag accepts. */
  readonly list?: HelpList;
}

/** A titled list of names with descriptions. */
export interface HelpList {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, description: string])[];
}

/** Adds examples and exit codes to the help text of the command and to docs/cli.md. */
export function withHelp(command: Command, help: CommandHelp): Command {
  helpByCommand.set(command, help);
  command.addHelpText("before", `Examples:\n${help.examples.map((line) => `  metastudio-video ${line}`).join("\n")}\n`);
  if (help.list !== undefined) command.addHelpText("after", `\n${help.list.title}:\n${columns(help.list.rows)}`);
  return command.addHelpText("after", () => `\nExit codes:\n${columns(exitCodesFor(command))}`);
}

/** Returns the help registered with `withHelp`. */
export function helpFor(command: Command): CommandHelp {
  return helpByCommand.get(command) ?? { examples: [] };
}

/** Exit codes of a command in ascending order; all exit codes for the program itself. */
export function exitCodesFor(command: Command): [code: string, description: string][] {
  const names: readonly ExitCodeName[] = ["ok", "internal", "usage", ...(helpFor(command).exitCodes ?? [])];
  const codes = new Set<number>(names.map((name) => exitCodes[name]));
  const isProgram = command.parent === null && command.commands.length > 0;
  return exitCodeDescriptions.filter(([code]) => isProgram || codes.has(code)).map(([code, description]) => [String(code), description]);
}

const helpByCommand = new WeakMap<Command, CommandHelp>();

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, description]) => `  ${name.padEnd(width)}${description}`).join("\n");
}
