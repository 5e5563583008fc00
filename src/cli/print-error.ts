import { redactUrls } from "../core/redact.js";
import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  CredentialsError,
  MetaStudioError,
  NotFoundError,
  ServerError,
  ValidationError,
} from "../errors.js";
import { TaskFailedError, WaitTimeoutError } from "../tasks/errors.js";
import type { CliContext } from "./context.js";
import { InterruptedError, isExpected } from "./exit-codes.js";
import { CREDENTIALS_HINT, outputSettings, type SettingSchema, settingsSchema } from "./settings-schema.js";

const MAX_PRINTED_ISSUES = 20;

/** Prints an error with its issues, cause, hint and request ID. `prefix` is omitted for the outcome of a task. */
export function printError(error: unknown, { output, debug }: Pick<CliContext, "output" | "debug">, prefix = true): void {
  const { red, dim } = output.colors("stderr");
  if (!isExpected(error)) {
    const text = error instanceof Error ? (debug && error.stack) || `${error.name}: ${error.message}` : String(error);
    output.printError(`${red("internal error:")} ${redactUrls(text)}`);
    output.printError("This is a bug in metastudio-video or in its installation. Please report it with the lines above.");
    if (!debug) output.printError(`hint: Pass ${outputSettings.debug.flag} to print the stack trace.`);
    return;
  }
  output.printError(`${prefix ? `${red("error:")} ` : ""}${error.message}`);
  if (error instanceof ValidationError)
    for (const { path, message } of error.issues.slice(0, MAX_PRINTED_ISSUES)) output.printError(`  ${path}: ${message}`);
  if (error instanceof ConnectionError && error.cause instanceof Error) output.printError(dim(`cause: ${error.cause.message}`));
  const hint = isStillRunning(error) ? undefined : hintFor(error);
  if (hint !== undefined) output.printError(`hint: ${hint}`);
  if (error instanceof MetaStudioError && error.requestId !== undefined && !error.message.includes(error.requestId))
    output.printError(dim(`request ID: ${error.requestId}`));
}

/** Whether the wait ended before the task: the task keeps running on the service. */
export const isStillRunning = (error: unknown): boolean => error instanceof InterruptedError || error instanceof WaitTimeoutError;

/** Returns the hint of an error, with client options replaced by flags and environment variables. */
export function hintFor(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // the codes of the service do not name the resource
  if (error instanceof NotFoundError) return "Check the ID, the project and the region. Assets and tasks have different IDs.";
  if (error instanceof TaskFailedError)
    return `A failed task does not continue. ${error.errorCode === undefined ? "" : `Run metastudio-video explain ${error.errorCode}. `}Correct the request, then create a new task.`;
  if ("hint" in error && typeof error.hint === "string") return error.hint.replace('onBlocked: "wait"', "--on-blocked wait");
  if (error instanceof ConfigurationError) return settingsHint(error.options);
  if (error instanceof ValidationError) return "Nothing was sent. Check the arguments and environment variables.";
  if (error instanceof CredentialsError) return CREDENTIALS_HINT;
  if (error instanceof ConnectionError || error instanceof ServerError || error instanceof AuthenticationError)
    return "Run metastudio-video doctor to check settings, clock skew and connectivity.";
  return undefined;
}

function settingsHint(options: readonly string[]): string {
  const schemas: Readonly<Record<string, SettingSchema>> = { ...settingsSchema, projectId: settingsSchema.project };
  const names = options.flatMap((option) => {
    const { flag, variable } = (Object.hasOwn(schemas, option) && schemas[option]) || {};
    return [flag, variable].filter((name) => name !== undefined);
  });
  return names.length === 0 ? "Run metastudio-video doctor to list all settings." : `Check ${names.join(" and ")}.`;
}
