import { servers } from "../../generated/operations.js";
import type { CredentialProvider } from "../auth/credentials.js";
import { type Client, createClient } from "../client.js";
import type { ClientOptions, Region } from "../context.js";
import { didYouMean, quoteArgument } from "../core/strings.js";
import type { Drift } from "../http/client-defaults.js";
import { readVariables } from "../node/environment.js";
import { createCredentialChain, fromEnvironment, fromProfile, projectIdFromProfile, regionFromProfile } from "../node/index.js";
import type { CliContext } from "./context.js";
import { UsageError } from "./exit-codes.js";
import type { ServiceFlags } from "./options.js";
import { settingsSchema as schema } from "./settings-schema.js";

export interface Setting {
  readonly value: string | undefined;
  /** The flag, environment variable or profile that set it, or `not set`. */
  readonly source: string;
}

/** Endpoint and credentials. Precedence: flags, environment variables, profile, defaults. */
export interface Settings {
  readonly region: Setting;
  readonly baseUrl: Setting;
  readonly project: Setting;
  /** Providers in the order in which they are tried. */
  readonly credentials: readonly { readonly source: string; readonly provider: CredentialProvider }[];
}

/** Reads the settings from flags, environment and profile file, without network requests. */
export async function readSettings(flags: ServiceFlags, { process, output }: CliContext): Promise<Settings> {
  const { env } = process;
  const { region: envRegion, projectId: envProject } = readVariables(env);
  const envBaseUrl = env[schema.baseUrl.variable]?.trim();
  if (flags.baseUrl !== undefined && flags.region !== undefined)
    throw new UsageError(`${schema.region.flag} and ${schema.baseUrl.flag} cannot be combined.`, "Pass one of them.");
  const hasProfile = flags.profile !== undefined;
  const profile = { profile: flags.profile ?? schema.profile.default, environment: env };
  // the credentials report a readable file; one warning is enough
  const profileRegion = await regionFromProfile(profile).catch(() => undefined);
  const profileProject = await projectIdFromProfile(profile).catch(() => undefined);
  const source = `profile ${profile.profile}`;
  /** Orders the sources of a setting: `--profile` overrides the environment. */
  const layered = (flag: Candidate, variable: Candidate, inProfile: string | undefined): Setting =>
    firstSet(flag, ...(hasProfile ? [[inProfile, source] as const, variable] : [variable, [inProfile, source] as const]));
  // a URL overrides a region of the same source
  const ignoresUrl = flags.region !== undefined || (hasProfile && profileRegion !== undefined);
  const baseUrl = firstSet([flags.baseUrl, schema.baseUrl.flag], [ignoresUrl ? undefined : envBaseUrl, schema.baseUrl.variable]);
  const region = layered([flags.region, schema.region.flag], [envRegion, schema.region.variable], profileRegion);
  const inProfile = { source, provider: fromProfile({ ...profile, onWarning: (message) => output.printMessage(message) }) };
  return {
    baseUrl,
    region: baseUrl.value === undefined ? region : firstSet(),
    project: layered([flags.project, schema.project.flag], [envProject, schema.project.variable], profileProject),
    credentials: hasProfile ? [inProfile] : [{ source: "environment", provider: fromEnvironment(env) }, inProfile],
  };
}

/** Creates a client from flags, environment and profile. */
export async function connect(
  flags: ServiceFlags & { readonly accept?: readonly string[] | undefined },
  context: CliContext,
  options: Partial<ClientOptions>,
): Promise<Client> {
  const settings = await readSettings(flags, context);
  const { process, output, debug } = context;
  const endpoint = resolveEndpoint(settings);
  const { flag, variable, key } = schema.project;
  if (settings.project.value === undefined)
    throw new UsageError("No project ID set.", `Pass ${flag}, set ${variable}, or set ${key} in the profile.`);
  const clientOptions = {
    ...endpoint,
    projectId: settings.project.value,
    credentials: createCredentialChain(...settings.credentials.map(({ provider }) => provider)),
    appUserId: flags.appUserId,
    accept: flags.accept,
    userAgent: "cli",
    onDrift: ({ issues }: Drift) => {
      for (const { path, message } of issues) output.printMessage(`drift: ${path}: ${message}`);
    },
    // warnings with issues are already printed by onDrift
    logger: {
      warn: (message: string, fields: object) => ("issues" in fields ? undefined : output.printMessage(message)),
      // the client redacts secrets in messages and fields
      ...(debug && { debug: (message: string, fields: object) => output.printError(`debug: ${message} ${JSON.stringify(fields)}`) }),
    },
    clock: process.clock,
  };
  return createClient({ ...clientOptions, ...options } as ClientOptions);
}

/** Returns the URL that requests are sent to. An invalid URL throws the same error as in other commands. */
export function endpointUrl(settings: Settings): string {
  const endpoint = resolveEndpoint(settings);
  createClient({ ...endpoint, credentials: { token: "-" } });
  return "region" in endpoint ? servers[endpoint.region].url : endpoint.baseUrl;
}

/** Returns the region or base URL. Throws `UsageError` when neither is set or the region is unknown. */
function resolveEndpoint({ region, baseUrl }: Settings): { readonly region: Region } | { readonly baseUrl: string } {
  if (baseUrl.value !== undefined) return { baseUrl: baseUrl.value };
  const regions = Object.keys(servers);
  const known = regions.join(", ");
  if (region.value === undefined)
    throw new UsageError(
      `No region set (known regions: ${known}).`,
      `Pass ${schema.region.flag}, set ${schema.region.variable}, set ${schema.region.key} in the profile, or set ${schema.baseUrl.variable} for the sandbox.`,
    );
  if (Object.hasOwn(servers, region.value)) return { region: region.value as Region };
  throw new UsageError(
    `Unknown region ${quoteArgument(region.value)} (${region.source}).`,
    didYouMean(region.value, regions, `Known regions: ${known}. For another region, pass ${schema.baseUrl.flag}.`),
  );
}

type Candidate = readonly [value: string | undefined, source: string];

function firstSet(...candidates: readonly Candidate[]): Setting {
  const [value, source] = candidates.find(([text]) => text !== undefined && text !== "") ?? [undefined, "not set"];
  return { value, source };
}
