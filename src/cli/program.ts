import { Command, CommanderError } from "commander";
import { contract } from "../../generated/operations.js";
import { didYouMean } from "../core/strings.js";
import { type CliCommand, withHelp } from "./command.js";
import { assets, assetsUpload, avatars, scripts, scriptsCreate, scriptsUploadAudio, voices } from "./commands/assets.js";
import { batch, batchResolve, batchStatus } from "./commands/batch.js";
import { check } from "./commands/check.js";
import { explain, schema } from "./commands/contract.js";
import { create, download } from "./commands/create.js";
import { doctor } from "./commands/doctor.js";
import { init } from "./commands/init.js";
import { list } from "./commands/list.js";
import { preview } from "./commands/preview.js";
import { demo, playground, sandbox } from "./commands/sandbox.js";
import { cancel, get, wait, watch } from "./commands/tasks.js";
import { type CliContext, createContext, flagsOf } from "./context.js";
import { UsageError, unknownName } from "./exit-codes.js";
import { CREDENTIALS_HINT, outputSettings, type SettingSchema } from "./settings-schema.js";

/** Commands in the order of the help and docs/cli.md. */
const commands: readonly CliCommand[] = [
  ...[avatars, voices, init, check, preview, assets, assetsUpload, scripts, scriptsCreate, scriptsUploadAudio],
  ...[create, batch, batchStatus, batchResolve, wait, watch, download, get, list, cancel],
  ...[playground, sandbox, demo, explain, schema, doctor],
];

const firstWord = ({ name }: CliCommand): string => name.replace(/ .*/, "");
const commandNames = [...new Set(commands.map(firstWord))];

/** Runs a command line. Throws errors for the caller to print. */
export async function run(argv: readonly string[], context: CliContext): Promise<void> {
  rejectSecretFlags(argv);
  const words = argv.filter((argument) => !argument.startsWith("-"));
  const name = words[0] === "help" && words.length > 1 ? words[1] : words[0];
  if (name !== undefined && name !== "help" && !commandNames.includes(name))
    throw unknownName("command", name, commandNames, "Try: metastudio-video --help");
  // register only the flags of the command to run, which shortens the startup
  const program = buildProgram(name !== undefined && name !== "help" ? [name] : commandNames, context);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // without a command, commander reports that it shows the help
    if (error.exitCode !== 0 && error.code === "commander.help") return commandPath(program, words).at(-1)?.outputHelp();
    if (error.exitCode !== 0) throw toUsageError(error, name === undefined ? "" : `${name} `);
    // --help and --version end parsing before unknown flags are reported
    rejectUnknownFlags(program, argv);
  }
}

/** Builds the program with the given commands; also used to generate docs/cli.md. */
export function buildProgram(names: readonly string[] = commandNames, context: CliContext = createContext(globalThis.process)): Command {
  const program = new Command("metastudio-video")
    .description("Validate, preview, create and download Huawei Cloud MetaStudio avatar videos. Unofficial.")
    .version(contract.version, "-v, --version", "Print the version")
    .helpOption("-h, --help", "Show help")
    .helpCommand("help [command]", "Show help for a command")
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.output.print(text),
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => context.process.stdout.columns || 80,
    });
  withHelp(program, {
    examples: ["demo", "init", "check request.json --fix", "preview request.json -o layout.svg", "create request.json --download ."],
  });
  for (const { flag, description } of Object.values<SettingSchema>(outputSettings))
    if (flag !== undefined) program.option(flag, description);
  for (const command of commands) if (names.includes(firstWord(command))) command.register(program, context);
  return program;
}

/** Converts an error of commander; omits the value of an unknown flag, because it can be a secret. */
function toUsageError(error: CommanderError, command: string): UsageError {
  const [message = "", hint] = error.message.replace(/^error: /, "").split("\n");
  const text = error.code === "commander.unknownOption" ? message.replace(/=.*'$/s, "'") : message;
  return new UsageError(
    `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? "" : "."}`,
    hint?.replace(/^\((.*)\)$/, "$1") ?? `Try: metastudio-video ${command}--help`,
  );
}

/** Names of flags that would take a secret. The token of the sandbox is fictional. */
const SECRET_FLAG =
  /^--?(?:x-auth-token|token|ak|sk|access-?key(?:-?id)?|secret(?:-?(?:access-?)?key)?|security-?token|password|passwd|credentials?)(?:=|$)/i;

function rejectSecretFlags(argv: readonly string[]): void {
  const isSandbox = argv.find((argument) => !argument.startsWith("-")) === "sandbox";
  const flag = flagsOf(argv).find((argument) => SECRET_FLAG.test(argument) && !(isSandbox && /^--token(?:=|$)/.test(argument)));
  if (flag === undefined) return;
  throw new UsageError(
    `${flagName(flag)} is not supported: command lines are visible to other processes and saved in the shell history.`,
    CREDENTIALS_HINT,
  );
}

/** Returns the program and the commands that the words of a command line name. */
function commandPath(program: Command, words: readonly string[]): Command[] {
  const path = [program];
  for (const word of words) path.push(...(path.at(-1)?.commands.filter((command) => command.name() === word) ?? []));
  return path;
}

function rejectUnknownFlags(program: Command, argv: readonly string[]): void {
  const words = argv.filter((argument) => !argument.startsWith("-"));
  const knownFlags = commandPath(program, words).flatMap(({ options }) =>
    options.flatMap(({ short, long }) => [short ?? "-h", long ?? "--help"]),
  );
  const unknown = flagsOf(argv)
    .map(flagName)
    .find((name) => /^-./.test(name) && ![...knownFlags, "-h", "--help"].includes(name));
  if (unknown !== undefined) throw new UsageError(`Unknown option '${unknown}'.`, didYouMean(unknown, knownFlags, "See the help above."));
}

const flagName = (argument: string): string => argument.replace(/=.*$/s, "");
