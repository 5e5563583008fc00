import { type Command, Option } from "commander";
import type { CliContext } from "./context.js";
import { type ExitCodeName, exitCodeDescriptions, exitCodes } from "./exit-codes.js";
import type { Flags, OptionSpec } from "./options.js";

/** Help of a command, in addition to its description, arguments and flags. */
export interface CommandHelp {
  /** Command lines without the program name, shown first. */
  readonly examples: readonly string[];
  /** Exit codes of the command, in addition to `ok`, `usage` and `internal`. */
  readonly exitCodes?: readonly ExitCodeName[];
  /** A titled list of the values that a flag accepts. */
  readonly list?: { readonly title: string; readonly rows: readonly (readonly [name: string, description: string])[] };
}

type Arguments = Readonly<Record<string, string>>;
type Options = Readonly<Record<string, OptionSpec>>;

/** Description of a command. Its parser, its help and its section in docs/cli.md follow from it. */
export interface CommandSpec<A extends Arguments, O extends Options> extends CommandHelp {
  /** Words of the command: `batch status`. */
  readonly name: string;
  readonly description: string;
  /** Descriptions by syntax: `<file>` is required, `[file]` is optional, `<file...>` takes several. */
  readonly arguments?: A;
  /** Flags by name: `pollInterval` is `--poll-interval`. */
  readonly options?: O;
  /** Absent for a group of commands. */
  readonly run?: (invocation: Invocation<A, O>) => Promise<void> | void;
}

type ArgumentName<Syntax> = Syntax extends `<${infer Name}...>` | `<${infer Name}>` | `[${infer Name}]` ? Name : never;
type ArgumentValue<Syntax> = Syntax extends `<${string}...>`
  ? readonly string[]
  : Syntax extends `<${string}>`
    ? string
    : string | undefined;

export interface Invocation<A = unknown, O = unknown> extends CliContext {
  readonly args: { readonly [Syntax in keyof A as ArgumentName<Syntax>]: ArgumentValue<Syntax> };
  readonly flags: Flags<O>;
  readonly command: Command;
}

export interface CliCommand {
  readonly name: string;
  register(program: Command, context: CliContext): void;
}

export function defineCommand<const A extends Arguments = Record<never, string>, O extends Options = Record<never, OptionSpec>>(
  spec: CommandSpec<A, O>,
): CliCommand {
  const { name, description, run } = spec;
  const syntaxes = Object.entries(spec.arguments ?? {});
  return {
    name,
    register: (program, context) => {
      const words = name.split(" ");
      const parent = words.slice(0, -1).reduce((group, word) => group.commands.find((one) => one.name() === word) ?? group, program);
      const command = parent.command(words.at(-1) ?? "").description(description);
      for (const [syntax, text] of syntaxes) command.argument(syntax, text);
      for (const [key, option] of Object.entries(spec.options ?? {})) command.addOption(toOption(key, option));
      withHelp(command, spec);
      if (run === undefined) return;
      command.action((...values: unknown[]) => {
        const args = Object.fromEntries(syntaxes.map(([syntax], index) => [syntax.replace(/\W/g, ""), values[index]]));
        // safe casts: commander parses the arguments and flags that the description declares
        return run({ ...context, args: args as never, flags: values[syntaxes.length] as Flags<O>, command });
      });
    },
  };
}

function toOption(key: string, { short, negated, placeholder, description, parse, default: value }: OptionSpec): Option {
  const name = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const flags = `${short ? `-${short}, ` : ""}--${negated ? "no-" : ""}${name}${placeholder ? ` <${placeholder}>` : ""}`;
  const option = new Option(flags, description);
  if (parse !== undefined) option.argParser(parse);
  return value === undefined ? option : option.default(value);
}

const helpByCommand = new WeakMap<Command, CommandHelp>();

/** Adds examples and exit codes to the help of a command. */
export function withHelp(command: Command, help: CommandHelp): void {
  helpByCommand.set(command, help);
  command.addHelpText("before", `Examples:\n${help.examples.map((line) => `  metastudio-video ${line}`).join("\n")}\n`);
  if (help.list !== undefined) command.addHelpText("after", `\n${help.list.title}:\n${columns(help.list.rows)}`);
  command.addHelpText("after", () => `\nExit codes:\n${columns(exitCodesFor(command))}`);
}

export const helpFor = (command: Command): CommandHelp => helpByCommand.get(command) ?? { examples: [] };

/** Exit codes of a command in ascending order; all exit codes for the program itself. */
export function exitCodesFor(command: Command): [code: string, description: string][] {
  const names: readonly string[] = ["ok", "internal", "usage", ...(helpFor(command).exitCodes ?? [])];
  return Object.entries(exitCodes)
    .filter(([name]) => command.parent === null || names.includes(name))
    .map(([name, code]) => [String(code), exitCodeDescriptions[name as ExitCodeName]]);
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return rows.map(([name, description]) => `  ${name.padEnd(width)}${description}`).join("\n");
}
