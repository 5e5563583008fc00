import type { Command } from "commander";
import { type ExitName, exitMeanings, exits } from "./exit-codes.js";

/** What a help says beside the flags. */
export interface About {
  /** Command lines without the program's name; they stand above everything else. */
  readonly examples: readonly string[];
  /** What the command can end with, beside `ok`, `usage` and `bug`. */
  readonly exits?: readonly ExitName[];
  /** A list that the flags refer to. */
  readonly list?: NameList;
}

/** A title, and names with what they mean. */
export interface NameList {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, what: string])[];
}

/** Adds the examples above and the exit codes below a help; the page of the command line tells the same. */
export function withHelp(command: Command, about: About): Command {
  told.set(command, about);
  command.addHelpText("before", `Examples:\n${about.examples.map((line) => `  metastudio-video ${line}`).join("\n")}\n`);
  if (about.list !== undefined) command.addHelpText("after", `\n${about.list.title}:\n${columns(about.list.rows)}`);
  return command.addHelpText("after", () => `\nExit codes:\n${columns(codesOf(command))}`);
}

/** What was said of a command. */
export function aboutOf(command: Command): About {
  return told.get(command) ?? { examples: [] };
}

/** The exit codes of a command, in order; all of them where it names none. */
export function codesOf(command: Command): [code: string, meaning: string][] {
  const { exits: own } = aboutOf(command);
  const every = new Set<number>([exits.ok, exits.bug, exits.usage, ...(own ?? []).map((name) => exits[name])]);
  const all = command.parent === null && command.commands.length > 0;
  return exitMeanings.filter(([code]) => all || every.has(code)).map(([code, meaning]) => [String(code), meaning]);
}

const told = new WeakMap<Command, About>();

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, what]) => `  ${name.padEnd(width)}${what}`).join("\n");
}
