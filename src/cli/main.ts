import { createContext } from "./context.js";
import { exitCodeOf, exitCodes } from "./exit-codes.js";
import type { ProcessContext } from "./output.js";
import { printError } from "./print-error.js";
import { run } from "./program.js";

/** Runs a command line, prints errors and sets `process.exitCode`. Never rejects. */
export async function main(argv: readonly string[], process: ProcessContext = globalThis.process): Promise<void> {
  const context = createContext(process, argv);
  try {
    await run(argv, context);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    printError(error, context);
  }
  const outputError = await context.output.close();
  if (outputError === undefined) return;
  process.exitCode = exitCodes.usage;
  printError(outputError, context);
}
