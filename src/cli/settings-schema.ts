import { ENVIRONMENT_VARIABLES } from "../node/environment.js";

export interface SettingSchema {
  readonly flag?: string;
  /** Placeholder of the flag's value in the help. */
  readonly value?: string;
  readonly variable?: string;
  /** Key in a section of the profile file. */
  readonly key?: string;
  readonly default?: string;
  readonly description: string;
}

export const settingsSchema = {
  region: {
    flag: "--region",
    value: "<region>",
    variable: ENVIRONMENT_VARIABLES.region,
    key: "region",
    description: "Region of the service",
  },
  // unlike the other variables, not used by the official SDKs
  baseUrl: {
    flag: "--base-url",
    value: "<url>",
    variable: "METASTUDIO_BASE_URL",
    description: "Endpoint URL instead of a region, e.g. the sandbox",
  },
  project: { flag: "--project", value: "<id>", variable: ENVIRONMENT_VARIABLES.projectId, key: "project_id", description: "Project ID" },
  profile: {
    flag: "--profile",
    value: "<name>",
    default: "basic",
    description: "Profile to use; if given, it overrides the environment",
  },
  profileFile: {
    variable: "HUAWEICLOUD_SDK_CREDENTIALS_FILE",
    default: "~/.huaweicloud/credentials",
    description: "Path of the profile file",
  },
  appUserId: { flag: "--app-user-id", value: "<id>", description: "Your end user's ID (sent as X-App-UserId)" },
  token: { variable: ENVIRONMENT_VARIABLES.token, description: "IAM token, instead of an access key" },
  accessKey: { variable: ENVIRONMENT_VARIABLES.accessKey, key: "ak", description: "Access key ID (AK)" },
  secretKey: { variable: ENVIRONMENT_VARIABLES.secretKey, key: "sk", description: "Secret access key (SK)" },
  securityToken: {
    variable: ENVIRONMENT_VARIABLES.securityToken,
    key: "security_token",
    description: "Security token of a temporary access key",
  },
} as const satisfies Readonly<Record<string, SettingSchema>>;

/** Settings of colors and messages. Every command accepts their flags. */
export const outputSettings = {
  quiet: { flag: "--quiet", description: "Print only results and errors" },
  noColor: { flag: "--no-color", variable: "NO_COLOR", description: "Disable colors; overrides FORCE_COLOR" },
  forceColor: { variable: "FORCE_COLOR", description: "Enable colors without a terminal; 0 disables them on a terminal" },
  debug: { flag: "--debug", variable: "METASTUDIO_DEBUG", description: "Print requests, without secrets, and stack traces" },
} as const satisfies Readonly<Record<string, SettingSchema>>;

export const CREDENTIALS_HINT = `Set ${settingsSchema.token.variable}, or ${settingsSchema.accessKey.variable} and ${settingsSchema.secretKey.variable}, or use a profile (${settingsSchema.profileFile.default}).`;
