import {
  AuthenticationError,
  ConfigurationError,
  ConnectionError,
  CredentialsError,
  NotFoundError,
  ServerError,
  ValidationError,
} from "../errors.js";
import { TaskFailedError } from "../tasks/errors.js";
import { CREDENTIALS_HINT, type SettingSchema, settingsSchema } from "./settings-schema.js";

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

/** Names the flags and environment variables of client options. */
function settingsHint(options: readonly string[]): string {
  const schemas: Readonly<Record<string, SettingSchema>> = { ...settingsSchema, projectId: settingsSchema.project };
  const names = options.flatMap((option) => {
    const { flag, variable } = (Object.hasOwn(schemas, option) && schemas[option]) || {};
    return [flag, variable].filter((name) => name !== undefined);
  });
  return names.length === 0 ? "Run metastudio-video doctor to list all settings." : `Check ${names.join(" and ")}.`;
}
