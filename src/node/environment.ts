import { servers } from "../../generated/operations.js";
import { type CredentialProvider, invalidCredentialsReason, maskWhenInspected } from "../auth/credentials.js";
import type { Region } from "../context.js";
import { ConfigurationError, CredentialsError } from "../errors.js";

/** Environment variables by setting. All but the token are those of the official SDKs. */
export const ENVIRONMENT_VARIABLES = {
  accessKey: "HUAWEICLOUD_SDK_AK",
  secretKey: "HUAWEICLOUD_SDK_SK",
  securityToken: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
  projectId: "HUAWEICLOUD_SDK_PROJECT_ID",
  region: "HUAWEICLOUD_SDK_REGION",
  token: "METASTUDIO_TOKEN",
} as const;

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Creates a provider that reads `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, with `HUAWEICLOUD_SDK_SECURITY_TOKEN` for
 * temporary keys, or `METASTUDIO_TOKEN`. The variables are read on every call. Rejects with `CredentialsError` if they are
 * missing, invalid or contradictory.
 */
export function fromEnvironment(environment: Environment = process.env): CredentialProvider {
  return async () => {
    const { accessKey, secretKey, securityToken, token } = readVariables(environment);
    const reason = invalidCredentialsReason({ accessKey, secretKey, securityToken, token }, ENVIRONMENT_VARIABLES);
    if (token !== undefined && reason === undefined) return maskWhenInspected({ token });
    if (accessKey !== undefined && secretKey !== undefined && reason === undefined) {
      return maskWhenInspected({ accessKey, secretKey, ...(securityToken !== undefined && { securityToken }) });
    }
    const names = [ENVIRONMENT_VARIABLES.accessKey, ENVIRONMENT_VARIABLES.secretKey, ENVIRONMENT_VARIABLES.token];
    throw new CredentialsError(`No valid credentials in the environment: ${reason}.`, {
      tried: [`the environment (${names.join(", ")})`],
    });
  };
}

/**
 * Reads `projectId` and `region` from the environment, for `createClient({ ...clientOptionsFromEnvironment(), credentials })`. Throws
 * `ConfigurationError` if the region is missing or unknown.
 */
export function clientOptionsFromEnvironment(environment: Environment = process.env): {
  readonly projectId?: string;
  readonly region: Region;
} {
  const { projectId, region } = readVariables(environment);
  if (isRegion(region)) return { region, ...(projectId !== undefined && { projectId }) };
  const received = region === undefined ? "is not set" : `is ${JSON.stringify(region)}`;
  throw new ConfigurationError(`${ENVIRONMENT_VARIABLES.region} ${received}; expected one of ${Object.keys(servers).join(", ")}.`, {
    options: ["region"],
  });
}

const isRegion = (text: string | undefined): text is Region => text !== undefined && Object.hasOwn(servers, text);

/** Reads the variables; an empty variable counts as unset. */
export function readVariables(environment: Environment): Partial<Record<keyof typeof ENVIRONMENT_VARIABLES, string>> {
  const values: Partial<Record<keyof typeof ENVIRONMENT_VARIABLES, string>> = {};
  for (const [name, variable] of Object.entries(ENVIRONMENT_VARIABLES)) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== "") Object.assign(values, { [name]: value });
  }
  return values;
}
