import { servers } from "../../generated/operations.js";
import type { CredentialProvider } from "../auth/credentials.js";
import { type Client, createClient } from "../client.js";
import type { ClientOptions, Region } from "../context.js";
import { CredentialsError } from "../errors.js";
import { didYouMean, quoteArgument } from "../json/did-you-mean.js";
import { readVariables } from "../node/environment.js";
import { createCredentialChain, fromEnvironment, fromProfile, projectIdFromProfile, regionFromProfile } from "../node/index.js";
import type { CliContext } from "./context.js";
import { UsageError } from "./exit-codes.js";
import { settingsSchema } from "./settings-schema.js";

/** Flags of every command that calls the service. */
export interface ServiceFlags {
  readonly region?: string;
  readonly baseUrl?: string;
  readonly project?: string;
  readonly profile?: string;
  readonly appUserId?: string;
}

/** Value of a setting and its source. */
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
  readonly credentials: CredentialProvider;
}

/** Reads the settings from flags, environment and profile file, without network requests. */
export async function readSettings(flags: ServiceFlags, context: CliContext): Promise<Settings> {
  const { env } = context.process;
  const schema = settingsSchema;
  const { region: envRegion, projectId: envProject } = readVariables(env);
  const envBaseUrl = env[schema.baseUrl.variable]?.trim();
  if (flags.baseUrl !== undefined && flags.region !== undefined)
    throw new UsageError(`${schema.region.flag} and ${schema.baseUrl.flag} cannot be combined.`, "Pass one of them.");
  const profile = profileOptions(flags, context);
  // the credentials report a readable file; one warning is enough
  const silent = { ...profile, onWarning: () => undefined };
  const profileRegion = await regionFromProfile(silent).catch(() => undefined);
  const profileProject = await projectIdFromProfile(silent).catch(() => undefined);
  const hasProfile = flags.profile !== undefined;
  /** Orders the sources of a setting: `--profile` overrides the environment. */
  const layered = (flag: Candidate, variable: Candidate, value: string | undefined): Setting => {
    const inProfile: Candidate = [value, `profile ${profile.profile}`];
    return hasProfile ? firstSet(flag, inProfile, variable) : firstSet(flag, variable, inProfile);
  };
  // a URL overrides a region of the same source
  const ignoresUrl = flags.region !== undefined || (hasProfile && profileRegion !== undefined);
  const baseUrl = firstSet([flags.baseUrl, schema.baseUrl.flag], [ignoresUrl ? undefined : envBaseUrl, schema.baseUrl.variable]);
  const region =
    baseUrl.value === undefined ? layered([flags.region, schema.region.flag], [envRegion, schema.region.variable], profileRegion) : NOT_SET;
  const project = layered([flags.project, schema.project.flag], [envProject, schema.project.variable], profileProject);
  const credentials =
    flags.profile === undefined ? createCredentialChain(fromEnvironment(env), fromProfile(profile)) : fromProfile(profile);
  return { region, baseUrl, project, credentials };
}

/** Creates a client from flags, environment and profile. */
export async function connect(flags: ServiceFlags, context: CliContext, options: Partial<ClientOptions> = {}): Promise<Client> {
  const settings = await readSettings(flags, context);
  const { clock } = context.process;
  return createClient({ ...resolveEndpoint(settings), ...clientOptions(settings, flags, context), clock, ...options } as ClientOptions);
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
  const { region: regionSchema, baseUrl: baseUrlSchema } = settingsSchema;
  if (region.value === undefined)
    throw new UsageError(
      `No region set (known regions: ${regions.join(", ")}).`,
      `Pass ${regionSchema.flag}, set ${regionSchema.variable}, set ${regionSchema.key} in the profile, or set ${baseUrlSchema.variable} for the sandbox.`,
    );
  if (isRegion(region.value)) return { region: region.value };
  throw new UsageError(
    `Unknown region ${quoteArgument(region.value)} (${region.source}).`,
    didYouMean(region.value, regions, `Known regions: ${regions.join(", ")}. For another region, pass ${baseUrlSchema.flag}.`),
  );
}

function clientOptions({ project, credentials }: Settings, { appUserId }: ServiceFlags, { debug, output }: CliContext) {
  const { flag, variable, key } = settingsSchema.project;
  if (project.value === undefined)
    throw new UsageError("No project ID set.", `Pass ${flag}, set ${variable}, or set ${key} in the profile.`);
  return {
    projectId: project.value,
    credentials,
    appUserId,
    userAgent: "cli",
    onDrift: ({ issues }: { readonly issues: readonly { readonly path: string; readonly message: string }[] }) => {
      for (const { path, message } of issues) output.printMessage(`drift: ${path}: ${message}`);
    },
    // warnings with issues are already printed by onDrift
    logger: {
      warn: (message: string, fields: object) => ("issues" in fields ? undefined : output.printMessage(message)),
      // the client redacts secrets in messages and fields
      ...(debug && { debug: (message: string, fields: object) => output.printError(`debug: ${message} ${JSON.stringify(fields)}`) }),
    },
  };
}

/** Finds the source and kind of the credentials. Never returns the credentials themselves. */
export async function findCredentials(
  flags: ServiceFlags,
  context: CliContext,
): Promise<{ readonly source: string; readonly kind: string } | { readonly missing: string[] }> {
  const providerContext = {
    forceRefresh: false,
    signal: new AbortController().signal,
    fetch: globalThis.fetch,
    clock: { now: Date.now, monotonic: Date.now, sleep: async () => undefined },
    baseUrl: "",
  };
  const profile = profileOptions(flags, context);
  const providers: [source: string, CredentialProvider][] = [[`profile ${profile.profile}`, fromProfile(profile)]];
  if (flags.profile === undefined) providers.unshift(["environment", fromEnvironment(context.process.env)]);
  const missing: string[] = [];
  for (const [source, provider] of providers) {
    try {
      const { token, securityToken } = await provider(providerContext);
      if (token !== undefined) return { source, kind: "token" };
      return { source, kind: securityToken === undefined ? "access key" : "temporary access key" };
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      missing.push(error.message);
    }
  }
  return { missing };
}

const profileOptions = ({ profile = settingsSchema.profile.default }: ServiceFlags, { process, output }: CliContext) => ({
  profile,
  environment: process.env,
  onWarning: (message: string) => output.printMessage(message),
});

const NOT_SET: Setting = { value: undefined, source: "not set" };

type Candidate = readonly [value: string | undefined, source: string];

function firstSet(...candidates: readonly Candidate[]): Setting {
  const found = candidates.find(([value]) => value !== undefined && value !== "");
  return found === undefined ? NOT_SET : { value: found[0], source: found[1] };
}

function isRegion(text: string): text is Region {
  return Object.hasOwn(servers, text);
}
