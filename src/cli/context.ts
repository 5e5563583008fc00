import { Output, type ProcessContext } from "./output.js";
import { outputSettings } from "./settings-schema.js";

/** State of one CLI run, passed to every command. */
export interface CliContext {
  readonly process: ProcessContext;
  readonly output: Output;
  /** Prints requests and stack traces; set by `--debug` and `METASTUDIO_DEBUG`. */
  readonly debug: boolean;
}

/** Creates the context of one run. Streams are not opened until they are used. */
export function createContext(process: ProcessContext, argv: readonly string[] = []): CliContext {
  const { quiet, noColor, debug } = outputSettings;
  const has = ({ flag }: { readonly flag: string }): boolean => flagsOf(argv).includes(flag);
  const output = new Output(process, { quiet: has(quiet), colors: !has(noColor) });
  return { process, output, debug: has(debug) || Boolean(process.env[debug.variable]) };
}

/** Returns the arguments before `--`. */
export const flagsOf = (argv: readonly string[]): readonly string[] => (argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv);
