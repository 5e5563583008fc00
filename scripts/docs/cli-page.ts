import type { Command } from "commander";
import { exitCodesFor, helpFor } from "../../src/cli/command.js";
import { buildProgram } from "../../src/cli/program.js";
import { outputSettings, type SettingSchema, settingsSchema } from "../../src/cli/settings-schema.js";
import { block, cell, code, generatedPage, paragraphs, plain, sentence, table } from "./markdown.js";

/** Returns the text of docs/cli.md, generated from the commander program, the settings schema and the exit codes. */
export function cliPage(program: Command = buildProgram()): string {
  const commands = program.commands.flatMap((command) => [command, ...command.commands]);
  return generatedPage(
    "the commands in src/cli",
    "Command line",
    plain(program.description()),
    table(
      ["Command", "Description"],
      commands.map((command) => [`[${code(signature(command))}](#${nameOf(command).replace(" ", "-")})`, plain(command.description())]),
    ),
    "Results are written to stdout, messages to stderr. With `--json`, stdout contains JSON in a stable format. `wait` and `watch` write one JSON object per line: `watch` writes an `update` after every poll and exactly one `result` at the end. The file name `-` reads standard input. Files are UTF-8; a byte order mark is accepted and preserved by `--fix`.",
    "On a terminal, progress is shown on one line that is updated in place; otherwise, and with `TERM=dumb`, one line is printed per change. `list`, `avatars` and `voices` print a table on a terminal and tab-separated values elsewhere. When waiting stops before the task ends (Ctrl-C, SIGTERM, `--timeout`, a closed pipe), the job ID, its last state and the command to resume are printed. The task keeps running.",
    "## Exit codes",
    table(
      ["Code", "Meaning"],
      exitCodesFor(program).map(([exit, meaning]) => [exit, plain(meaning)]),
    ),
    "## Settings",
    "Flags override environment variables, which override the profile, which overrides the default. `doctor` prints the source of each setting. Secrets cannot be passed as flags and are never printed.",
    settingsTable(settingsSchema),
    "Output; every command accepts these flags:",
    settingsTable(outputSettings),
    "## Commands",
    ...commands.map(section),
  );
}

function section(command: Command): string {
  const { examples, list } = helpFor(command);
  const { registeredArguments, options } = command;
  return paragraphs(
    `### ${nameOf(command)}`,
    plain(sentence(command.description())),
    block("sh", examples.map((line) => `metastudio-video ${line}`).join("\n")),
    `Usage: ${code(`metastudio-video ${signature(command)}`)}`,
    table(
      ["Argument", "Description"],
      registeredArguments.map((argument) => [code(argument.name()), plain(argument.description)]),
    ),
    table(
      ["Option", "Description", "Default"],
      options.map(({ flags, description, defaultValue }) => [
        cell(code(flags)),
        plain(description),
        defaultValue === undefined ? "" : code(String(defaultValue)),
      ]),
    ),
    list &&
      paragraphs(
        `${list.title}:`,
        table(
          ["Name", "Description"],
          list.rows.map(([name, description]) => [code(name), plain(description)]),
        ),
      ),
    `Exit codes: ${exitCodesFor(command)
      .map(([exit, meaning]) => `${exit} (${plain(meaning)})`)
      .join(", ")}.`,
  );
}

/** Returns the name of a command below the program: `batch status`. */
const nameOf = (command: Command): string => (command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name());

/** Returns the usage of a command without its flags. */
const signature = (command: Command): string =>
  `${nameOf(command)}${command.createHelp().subcommandTerm(command).slice(command.name().length).replace(" [options]", "")}`;

/** Properties of a setting that say where it is set, each with the title of its column. */
const PLACES = { flag: "Flag", variable: "Environment", key: "Profile", default: "Default" } as const;

function settingsTable(settings: Readonly<Record<string, SettingSchema>>): string | undefined {
  const all = Object.values(settings);
  const used = (Object.keys(PLACES) as (keyof typeof PLACES)[]).filter((place) => all.some((setting) => setting[place] !== undefined));
  return table(
    ["Setting", ...used.map((place) => PLACES[place])],
    all.map((setting) => [
      plain(setting.description),
      ...used.map((place) => code(setting[place] ?? "")).map((text) => text.replace("``", "")),
    ]),
  );
}
