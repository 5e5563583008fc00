import { servers } from "../../generated/operations.js";
import type { CredentialProvider } from "../auth/credentials.js";
import { type Client, type ClientOptions, createClient, type Region } from "../client.js";
import { CredentialsError } from "../errors.js";
import { chain, fromEnvironment, fromProfile, placeFromEnvironment, projectFromProfile } from "../node/index.js";
import { didYouMean } from "./did-you-mean.js";
import { UsageError } from "./exit-codes.js";
import { tell } from "./output.js";
import { host } from "./process-context.js";
import { shown } from "./quote-argument.js";
import { settingNames as names } from "./settings-schema.js";

/** The flags that every command with the service takes. */
export interface ServiceFlags {
  readonly region?: string;
  readonly baseUrl?: string;
  readonly project?: string;
  readonly profile?: string;
  readonly appUserId?: string;
}

/** A setting and where it came from. */
export interface Setting {
  readonly value: string | undefined;
  readonly from: string;
}

/** Everything that decides where requests go and as whom: flag before environment before profile before default. */
export interface Settings {
  readonly region: Setting;
  readonly baseUrl: Setting;
  readonly project: Setting;
  readonly credentials: CredentialProvider;
}

/** Collects the settings; asks nobody but the environment and the profile file. */
export async function readSettings(flags: ServiceFlags): Promise<Settings> {
  const { env } = host();
  const { region: regionThere, projectId: projectThere } = placeFromEnvironment(env);
  const addressThere = env[names.baseUrl.variable]?.trim();
  if (flags.baseUrl !== undefined && flags.region !== undefined)
    throw new UsageError(`${names.region.flag} contradicts ${names.baseUrl.flag}.`, "Give one of them.");
  // an address is nearer than a region, and a flag nearer than both variables
  const baseUrl = first(
    [flags.baseUrl, names.baseUrl.flag],
    [flags.region === undefined ? addressThere : undefined, names.baseUrl.variable],
  );
  const region = baseUrl.value === undefined ? first([flags.region, names.region.flag], [regionThere, names.region.variable]) : unset;
  const profile = profileOf(flags);
  const there = [projectThere, names.project.variable] as const;
  const project = first(
    [flags.project, names.project.flag],
    // a profile that is named goes before the environment
    ...(flags.profile === undefined ? [there] : []),
    [await projectFromProfile(profile).catch(none), `profile ${profile.profile}`],
    there,
  );
  const credentials = flags.profile === undefined ? chain(fromEnvironment(env), fromProfile(profile)) : fromProfile(profile);
  return { region, baseUrl, project, credentials };
}

/** Makes the client that the flags, the environment and the profile describe. */
export async function connect(flags: ServiceFlags, more: Partial<ClientOptions> = {}): Promise<Client> {
  const settings = await readSettings(flags);
  return createClient({ ...placeOf(settings), ...clientOptions(settings, flags), ...more } as ClientOptions);
}

/** Region or address, checked; says how to give one when there is none. */
export function placeOf({ region, baseUrl }: Settings): { readonly region: Region } | { readonly baseUrl: string } {
  if (baseUrl.value !== undefined) return { baseUrl: baseUrl.value };
  const known = Object.keys(servers);
  if (region.value === undefined)
    throw new UsageError(
      `No region is set (${known.join(", ")}).`,
      `Give ${names.region.flag}, set ${names.region.variable}, or set ${names.baseUrl.variable} for the sandbox.`,
    );
  if (isRegion(region.value)) return { region: region.value };
  throw new UsageError(
    `There is no region ${shown(region.value)} (${region.from}).`,
    didYouMean(region.value, known, `Known: ${known.join(", ")}; for another one give ${names.baseUrl.flag}.`),
  );
}

function clientOptions({ project, credentials }: Settings, { appUserId }: ServiceFlags) {
  if (project.value === undefined)
    throw new UsageError(
      "No project is set.",
      `Give ${names.project.flag}, set ${names.project.variable}, or ${names.project.key} in the profile.`,
    );
  return {
    projectId: project.value,
    credentials,
    appUserId,
    userAgent: "cli",
    onDrift: ({ issues }: { readonly issues: readonly { readonly path: string; readonly message: string }[] }) => {
      for (const { path, message } of issues) tell(`drift: ${path}: ${message}`);
    },
    // drift is told already, place by place
    logger: { warn: (message: string, fields: object) => ("issues" in fields ? undefined : tell(message)) },
  };
}

/** Where credentials would come from, by asking one place after the other; never what they are. */
export async function whereCredentials(
  flags: ServiceFlags,
): Promise<{ readonly from: string; readonly kind: string } | { readonly missing: string[] }> {
  const context = {
    forceRefresh: false,
    signal: new AbortController().signal,
    fetch: globalThis.fetch,
    clock: { now: Date.now, monotonic: Date.now, sleep: async () => undefined },
    baseUrl: "",
  };
  const profile = profileOf(flags);
  const places: [string, CredentialProvider][] = [[`profile ${profile.profile}`, fromProfile(profile)]];
  if (flags.profile === undefined) places.unshift(["environment", fromEnvironment(host().env)]);
  const missing: string[] = [];
  for (const [from, provider] of places) {
    try {
      const found = await provider(context);
      return { from, kind: found.token === undefined ? `access key${found.securityToken === undefined ? "" : ", temporary"}` : "token" };
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      missing.push(error.message);
    }
  }
  return { missing };
}

const profileOf = ({ profile = names.profile.otherwise }: ServiceFlags) => ({
  profile,
  environment: host().env,
  onWarning: (message: string) => tell(message),
});

const unset: Setting = { value: undefined, from: "not set" };
const none = (): undefined => undefined;

function first(...places: readonly (readonly [value: string | undefined, from: string])[]): Setting {
  const found = places.find(([value]) => value !== undefined && value !== "");
  return found === undefined ? unset : { value: found[0], from: found[1] };
}

function isRegion(text: string): text is Region {
  return Object.hasOwn(servers, text);
}
