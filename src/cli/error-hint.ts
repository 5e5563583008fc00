import { AuthenticationError, ConfigurationError, ConnectionError, CredentialsError, ServerError, ValidationError } from "../errors.js";
import { type SettingNames, settingNames } from "./settings-schema.js";

/** How to fix it, in the words of the command line: options of the client are named as flags and variables. */
export function hintOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("hint" in error && typeof error.hint === "string") return error.hint.replace('onBlocked: "wait"', "--on-blocked wait");
  if (error instanceof ConfigurationError) return placesOf(error.options);
  if (error instanceof ValidationError) return "Nothing was sent. Fix what was given on the command line or in the environment.";
  if (error instanceof CredentialsError)
    return `Set ${settingNames.token.variable}, or ${settingNames.accessKey.variable} and ${settingNames.secretKey.variable}, or use a profile (${settingNames.profileFile.otherwise}).`;
  if (error instanceof ConnectionError || error instanceof ServerError || error instanceof AuthenticationError)
    return "metastudio-video doctor looks at settings, clock and service.";
  return undefined;
}

/** Where the options of the client are set. */
function placesOf(options: readonly string[]): string {
  const settings: Readonly<Record<string, SettingNames>> = { ...settingNames, projectId: settingNames.project };
  const places = options.flatMap((option) => {
    const { flag, variable } = (Object.hasOwn(settings, option) && settings[option]) || {};
    return [flag, variable].filter((place) => place !== undefined);
  });
  return places.length === 0 ? "metastudio-video doctor tells every setting." : `Look at ${places.join(" and ")}.`;
}
