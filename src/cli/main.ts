import { redactUrls } from "../core/redact.js";
import { ConnectionError, MetaStudioError, ValidationError } from "../errors.js";
import { type CliContext, createContext } from "./context.js";
import { hintFor } from "./error-hint.js";
import { exitCodeOf, exitCodes, InterruptedError, UsageError } from "./exit-codes.js";
import type { ProcessContext } from "./process-context.js";
import { run } from "./program.js";
import { outputSettings } from "./settings-schema.js";

/** Maximum number of validation issues printed with an error. */
const MAX_PRINTED_ISSUES = 20;

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

function printError(error: unknown, context: CliContext): void {
  const { output } = context;
  const { red, dim } = output.colors("stderr");
  if (!(error instanceof UsageError || error instanceof MetaStudioError || error instanceof InterruptedError))
    return printInternalError(error, context);
  output.printError(`${red("error:")} ${error.message}`);
  if (error instanceof ValidationError)
    for (const { path, message } of error.issues.slice(0, MAX_PRINTED_ISSUES)) output.printError(`  ${path}: ${message}`);
  if (error instanceof MetaStudioError && error.requestId !== undefined && !error.message.includes(error.requestId))
    output.printError(dim(`request ID: ${error.requestId}`));
  if (error instanceof ConnectionError && error.cause instanceof Error) output.printError(dim(`cause: ${error.cause.message}`));
  const hint = hintFor(error);
  if (hint !== undefined) output.printError(`hint: ${hint}`);
}

function printInternalError(error: unknown, { debug, output }: CliContext): void {
  const { red } = output.colors("stderr");
  const text = error instanceof Error ? (debug && error.stack) || `${error.name}: ${error.message}` : String(error);
  output.printError(`${red("internal error:")} ${redactUrls(text)}`);
  output.printError("This is a bug in metastudio-video or in its installation. Please report it with the lines above.");
  if (!debug) output.printError(`hint: Pass ${outputSettings.debug.flag} to print the stack trace.`);
}
