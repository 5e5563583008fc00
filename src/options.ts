import { type CredentialProvider, type Credentials, credentialsFault } from "./auth/credentials.js";
import { refuseKeysInBrowser } from "./auth/refuse-browser-keys.js";
import type { Clock } from "./core/clock.js";
import type { CheckMode } from "./core/operation-call.js";
import { ConfigurationError } from "./errors.js";
import type { Logger } from "./http/log.js";
import type { Drift } from "./http/operation-caller.js";
import type { RateLimit } from "./http/rate-limiter.js";
import { defaultRetry, type RetryOptions } from "./http/retry.js";

/** Where the service is: a region of the contract, or an address of your own (a gateway, the sandbox). */
export type Endpoint<Region extends string> =
  | { readonly region: Region; readonly baseUrl?: never }
  | { /** https, or http on this machine. */ readonly baseUrl: string; readonly region?: never };

/** What `createClient` takes beside the place. */
export interface BaseClientOptions {
  /** The project that all calls belong to (Table 1). */
  readonly projectId?: string | undefined;
  /** A token, an access key pair, or a function that gives either. */
  readonly credentials: Credentials | CredentialProvider;
  /** Third-party user id (Table 3), sent with every call that takes it: the only thing that separates tenants. */
  readonly appUserId?: string | undefined;
  /** Takes the place of the global `fetch`: for proxies, tests, the sandbox. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly clock?: Clock | undefined;
  /** 0 ≤ x < 1, for jitter. */
  readonly random?: (() => number) | undefined;
  /** Milliseconds for one attempt, body included; 30 000 by default, `Infinity` for no limit. */
  readonly timeoutMs?: number | undefined;
  /** What is left out keeps its default; `false` for no repetition at all. */
  readonly retry?: Partial<RetryOptions> | false | undefined;
  /** How strictly requests (by default `error`) and answers (by default `warn`) are checked. */
  readonly validate?: { readonly request?: CheckMode | undefined; readonly response?: CheckMode | undefined } | undefined;
  /** Hears of answers that differ from the contract. */
  readonly onDrift?: ((drift: Drift) => void) | undefined;
  /** Requests a second for each operation, or per operation by its id; what is not given is the contract's, which is assumed. */
  readonly rateLimit?: RateLimit | Readonly<Record<string, RateLimit>> | undefined;
  readonly logger?: Logger | undefined;
  /** Put behind our own name in `User-Agent`. */
  readonly userAgent?: string | undefined;
  /** Allows access keys in a browser, where everybody can read them. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

/** The options with every default filled in. */
export interface Settings {
  readonly credentials: Credentials | CredentialProvider;
  readonly timeoutMs: number;
  readonly baseUrl: string;
  readonly region: string | undefined;
  readonly retry: RetryOptions;
  readonly validate: { readonly request: CheckMode; readonly response: CheckMode };
}

const known = new Set(
  "region baseUrl projectId credentials appUserId fetch clock random timeoutMs retry validate onDrift rateLimit logger userAgent dangerouslyAllowBrowser".split(
    " ",
  ),
);

/** A limit above this is none. */
const mostPerSecond = 100_000;

/** Checks the options and fills in defaults; what is wrong is named. Never prints a value that could be secret. */
export function settle(
  options: Endpoint<string> & BaseClientOptions,
  servers: Readonly<Record<string, { readonly url: string }>>,
): Settings {
  for (const name of Object.keys(options))
    if (!known.has(name)) throw wrong([name], `There is no option ${name}. Known: ${[...known].join(", ")}.`);
  const { region, baseUrl, credentials, timeoutMs = 30_000, retry = {}, validate = {} } = options;
  positive("timeoutMs", timeoutMs);
  rates(options.rateLimit);
  if (credentials === undefined)
    throw wrong(["credentials"], "credentials are missing: give a token, accessKey and secretKey, or a provider.");
  const fault = typeof credentials === "function" ? undefined : credentialsFault(credentials);
  if (fault !== undefined) throw wrong(["credentials"], `credentials: ${fault}.`);
  if (typeof credentials !== "function" && options.dangerouslyAllowBrowser !== true) refuseKeysInBrowser(credentials);
  for (const [direction, mode] of Object.entries(validate)) {
    if (mode !== undefined && !["error", "warn", "off"].includes(mode))
      throw wrong(["validate"], `validate.${direction} is error, warn or off.`);
  }
  return {
    baseUrl: place(region, baseUrl, servers),
    region,
    credentials,
    timeoutMs,
    retry: retries(retry),
    validate: { request: validate.request ?? "error", response: validate.response ?? "warn" },
  };
}

function place(
  region: string | undefined,
  baseUrl: string | undefined,
  servers: Readonly<Record<string, { readonly url: string }>>,
): string {
  if (region !== undefined && baseUrl !== undefined) throw wrong(["region", "baseUrl"], "region contradicts baseUrl; give one of them.");
  if (baseUrl !== undefined) return address(baseUrl);
  const regions = Object.keys(servers).join(", ");
  if (region === undefined) throw wrong(["region", "baseUrl"], `Give region (${regions}) or baseUrl.`);
  const server = Object.hasOwn(servers, region) ? servers[region] : undefined;
  if (server !== undefined) return server.url;
  throw wrong(["region"], `region ${JSON.stringify(region)} is not in the contract; known: ${regions}. For another one give baseUrl.`);
}

function address(baseUrl: string): string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw wrong(["baseUrl"], "baseUrl is not an absolute URL.");
  }
  if (url.username !== "" || url.password !== "") throw wrong(["baseUrl"], "baseUrl may not carry a user name or a password.");
  if (url.search !== "" || url.hash !== "") throw wrong(["baseUrl"], "baseUrl may not carry a query or a fragment.");
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    throw wrong(
      ["baseUrl"],
      `baseUrl must be https, or http on this machine (localhost, 127.0.0.1, [::1]); found ${url.protocol}//${url.host}.`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

function retries(retry: Partial<RetryOptions> | false): RetryOptions {
  if (retry === false) return { ...defaultRetry, max: 0 };
  const given = Object.fromEntries(Object.entries(retry).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(defaultRetry, name))
      throw wrong(["retry"], `There is no retry.${name}. Known: ${Object.keys(defaultRetry).join(", ")}.`);
  }
  const all: RetryOptions = { ...defaultRetry, ...given };
  if (!Number.isInteger(all.max) || all.max < 0) throw wrong(["retry"], "retry.max is a whole number, 0 or more.");
  positive("retry.baseMs", all.baseMs);
  positive("retry.maxPauseMs", all.maxPauseMs);
  positive("retry.deadlineMs", all.deadlineMs);
  return all;
}

function positive(name: string, value: number): void {
  if (typeof value !== "number" || !(value > 0)) throw wrong([name], `${name} must be a positive number of milliseconds.`);
}

/** Requests a second: for everything, or by operation. */
function rates(rateLimit: BaseClientOptions["rateLimit"]): void {
  for (const rate of typeof rateLimit === "object" ? Object.values(rateLimit) : [rateLimit]) {
    if (rate !== undefined && rate !== false && !(typeof rate === "number" && rate > 0 && rate <= mostPerSecond)) {
      throw wrong(["rateLimit"], `rateLimit is a number of requests a second, above 0 and up to ${mostPerSecond}, or false.`);
    }
  }
}

function wrong(options: readonly string[], message: string): ConfigurationError {
  return new ConfigurationError(message, { options });
}
