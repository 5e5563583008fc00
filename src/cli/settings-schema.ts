import { variables } from "../node/environment.js";

/** One setting: every place that it may be given in, the nearest first. */
export interface SettingNames {
  readonly flag?: string;
  /** What stands behind the flag in a help. */
  readonly value?: string;
  readonly variable?: string;
  /** Key in a section of the profile file. */
  readonly key?: string;
  /** What counts when nobody says anything. */
  readonly otherwise?: string;
  readonly what: string;
}

/** Everything that decides where requests go and as whom. */
export const settingNames = {
  region: { flag: "--region", value: "<region>", variable: variables.region, what: "where the service is" },
  // not one of the official SDKs' variables
  baseUrl: {
    flag: "--base-url",
    value: "<url>",
    variable: "METASTUDIO_BASE_URL",
    what: "an address of your own instead of a region, such as the sandbox",
  },
  project: { flag: "--project", value: "<id>", variable: variables.projectId, key: "project_id", what: "the project" },
  profile: {
    flag: "--profile",
    value: "<name>",
    otherwise: "basic",
    what: "section of the profile file; when it is named, its keys go before the environment",
  },
  profileFile: { variable: "HUAWEICLOUD_SDK_CREDENTIALS_FILE", otherwise: "~/.huaweicloud/credentials", what: "the profile file" },
  appUserId: { flag: "--app-user-id", value: "<id>", what: "the user of your own application on whose behalf you ask" },
  token: { variable: variables.token, what: "a token of the service, instead of an access key" },
  accessKey: { variable: variables.accessKey, key: "ak", what: "an access key" },
  secretKey: { variable: variables.secretKey, key: "sk", what: "its secret" },
  securityToken: { variable: variables.securityToken, key: "security_token", what: "what a temporary access key has as well" },
} as const satisfies Readonly<Record<string, SettingNames>>;

/** Variables that decide how the program speaks. */
export const behaviour = {
  noColour: { variable: "NO_COLOR", what: "no colours, whatever else is said" },
  forceColour: { variable: "FORCE_COLOR", what: "colours where there is no terminal; with 0 none on a terminal either" },
  debug: { variable: "METASTUDIO_DEBUG", what: "a fault of this program is told with the place where it happened" },
} as const satisfies Readonly<Record<string, SettingNames>>;
