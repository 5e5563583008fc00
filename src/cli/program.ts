import { Command, CommanderError } from "commander";
import { contract } from "../../generated/operations.js";
import { addCancel } from "./commands/cancel.js";
import { addCheck } from "./commands/check.js";
import { addCreate } from "./commands/create.js";
import { addDemo } from "./commands/demo.js";
import { addDoctor } from "./commands/doctor.js";
import { addDownload } from "./commands/download.js";
import { addExplain } from "./commands/explain.js";
import { addGet } from "./commands/get.js";
import { addList } from "./commands/list.js";
import { addPreview } from "./commands/preview.js";
import { addSandbox } from "./commands/sandbox.js";
import { addSchema } from "./commands/schema.js";
import { addWait } from "./commands/wait.js";
import { addWatch } from "./commands/watch.js";
import { didYouMean } from "./did-you-mean.js";
import { UsageError } from "./exit-codes.js";
import { withHelp } from "./help.js";
import { print } from "./output.js";
import { host } from "./process-context.js";
import { shown } from "./quote-argument.js";
import { settingNames } from "./settings-schema.js";

/** The commands, in the order in which help and documentation tell them. A new one is a file, and a line here. */
const commands: Readonly<Record<string, (program: Command) => void>> = {
  check: addCheck,
  preview: addPreview,
  create: addCreate,
  wait: addWait,
  watch: addWatch,
  download: addDownload,
  get: addGet,
  list: addList,
  cancel: addCancel,
  sandbox: addSandbox,
  demo: addDemo,
  explain: addExplain,
  schema: addSchema,
  doctor: addDoctor,
};

const names = Object.keys(commands);

/** Runs a command line. Throws what went wrong; the caller turns it into words and an exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  refuseSecrets(argv);
  const [name] = argv[0] === "help" && argv.length > 1 ? argv.slice(1) : argv;
  if (name === undefined) throw new UsageError("No command was given.", `There are ${names.join(", ")}. Try: metastudio-video --help`);
  if (!name.startsWith("-") && name !== "help" && !names.includes(name))
    throw new UsageError(`There is no command ${shown(name)}.`, didYouMean(name, names, "Try: metastudio-video --help"));
  // flags take time to set up: only those of the command that runs
  const program = build(names.includes(name) ? [name] : names);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usage(error, names.includes(name) ? `${name} ` : "");
    // help and version win over everything else on the line; a mistyped flag must not hide behind them
    refuseUnknown(program, argv);
  }
}

/** The program with these commands, ready to parse; what the page of the command line is made of as well. */
export function build(expected: readonly string[] = names): Command {
  const program = new Command("metastudio-video")
    .description("Virtual-avatar videos of Huawei Cloud MetaStudio: check before you pay, see the layout, order, wait, fetch. Unofficial.")
    .version(contract.version)
    .helpCommand("help [command]", "the help of a command")
    .exitOverride()
    .configureOutput({
      writeOut: print,
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => host().stdout.columns || 80,
    });
  withHelp(program, {
    examples: ["demo", "check request.json --fix", "preview request.json -o layout.svg", "create request.json --download ."],
  });
  for (const name of expected) commands[name]?.(program);
  return program;
}

/** What commander found, in our words; a value given with `=` is not repeated. */
function usage(error: CommanderError, command: string): UsageError {
  const [message = "", hint] = error.message.replace(/^error: /, "").split("\n");
  const words = error.code === "commander.unknownOption" ? message.replace(/=.*'$/s, "'") : message;
  return new UsageError(
    `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.?]$/.test(words) ? "" : "."}`,
    hint?.replace(/^\((.*)\)$/, "$1") ?? `Try: metastudio-video ${command}--help`,
  );
}

/** Flags that somebody who has a secret at hand would try. */
const SECRET =
  /^--?(?:x-auth-token|token|ak|sk|access-?key(?:-?id)?|secret(?:-?(?:access-?)?key)?|security-?token|password|passwd|credentials?)(?:=|$)/i;

function refuseSecrets(argv: readonly string[]): void {
  const { token, accessKey, secretKey, profileFile } = settingNames;
  const flag = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined).find((argument) => SECRET.test(argument));
  if (flag === undefined) return;
  throw new UsageError(
    `${flag.replace(/=.*$/s, "")} is no flag: a command line can be read by every process of the machine, and stays in the shell's history.`,
    `Set ${token.variable}, or ${accessKey.variable} and ${secretKey.variable}, or use a profile (${profileFile.otherwise}).`,
  );
}

function refuseUnknown(program: Command, argv: readonly string[]): void {
  const command = program.commands.find((candidate) => candidate.name() === argv.find((argument) => !argument.startsWith("-")));
  const known = [program, ...(command === undefined ? [] : [command])]
    .flatMap(({ options }) => options.flatMap(({ short, long }) => [short, long]))
    .concat("-h", "--help");
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  for (const argument of argv.slice(0, end)) {
    const flag = argument.replace(/=.*$/s, "");
    if (/^-./.test(flag) && !known.includes(flag))
      throw new UsageError(
        `Unknown option '${flag}'.`,
        didYouMean(
          flag,
          known.filter((name) => name !== undefined),
          "Its help is above.",
        ),
      );
  }
}
