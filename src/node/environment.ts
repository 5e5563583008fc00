import { type CredentialProvider, concealed, credentialsFault } from "../auth/credentials.js";
import { CredentialsError } from "../errors.js";

/** The variables that are read; the first five are those of the official SDKs. */
export const variables = {
  accessKey: "HUAWEICLOUD_SDK_AK",
  secretKey: "HUAWEICLOUD_SDK_SK",
  securityToken: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
  projectId: "HUAWEICLOUD_SDK_PROJECT_ID",
  region: "HUAWEICLOUD_SDK_REGION",
  token: "METASTUDIO_TOKEN",
} as const;

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A provider that reads the environment each time it is asked: `HUAWEICLOUD_SDK_AK` and `_SK`, with `_SECURITY_TOKEN` for
 * temporary keys, or `METASTUDIO_TOKEN`. Rejects with `CredentialsError` when they are missing or contradict each other.
 */
export function fromEnvironment(environment: Environment = process.env): CredentialProvider {
  return async () => {
    const { accessKey, secretKey, securityToken, token } = read(environment);
    const tried = [`the environment (${variables.accessKey}, ${variables.secretKey}, ${variables.token})`];
    const found = { accessKey, secretKey, securityToken, token };
    const fault = credentialsFault(found);
    if (token !== undefined && fault === undefined) return concealed({ token });
    if (accessKey !== undefined && secretKey !== undefined && fault === undefined) {
      return concealed({ accessKey, secretKey, ...(securityToken !== undefined && { securityToken }) });
    }
    throw new CredentialsError(`The environment holds no credentials: ${inVariables(fault ?? "")}.`, { tried });
  };
}

/** Project and region of the environment, for the options of `createClient`. */
export function placeFromEnvironment(environment: Environment = process.env): { readonly projectId?: string; readonly region?: string } {
  const { projectId, region } = read(environment);
  return { ...(projectId !== undefined && { projectId }), ...(region !== undefined && { region }) };
}

/** An empty variable is an unset one. */
function read(environment: Environment): Partial<Record<keyof typeof variables, string>> {
  const found: Partial<Record<keyof typeof variables, string>> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const value = environment[variable]?.trim();
    if (value !== undefined && value !== "") Object.assign(found, { [name]: value });
  }
  return found;
}

/** Says the same of the variables that was said of the properties. */
function inVariables(fault: string): string {
  return fault.replace(/\b(accessKey|secretKey|securityToken|token)\b/g, (name) =>
    name in variables ? variables[name as keyof typeof variables] : name,
  );
}
