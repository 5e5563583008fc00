import { type CredentialProvider, type Credentials, invalidCredentialsReason, rejectKeysInBrowser } from "./auth/credentials.js";
import type { Bytes } from "./core/bytes.js";
import type { Clock } from "./core/clock.js";
import type { ValidationMode } from "./core/operation-call.js";
import type { CustomRule } from "./custom-rules.js";
import { ConfigurationError } from "./errors.js";
import { DEFAULT_RETRY, type Drift, type RetryOptions } from "./http/client-defaults.js";
import type { Logger } from "./http/log.js";
import type { RateLimit } from "./http/rate-limiter.js";

/** The service endpoint: a region of the contract, or the base URL of a gateway or the sandbox. */
export type Endpoint<Region extends string> =
  | { readonly region: Region; readonly baseUrl?: never }
  | { /** An https URL, or an http URL on this machine. */ readonly baseUrl: string; readonly region?: never };

/** A `fetch` of any origin, such as undici's, whose response is not the global `Response`. */
export type FetchFunction = (url: string, init: FetchInit) => Promise<FetchedResponse>;

/** The options with which the client calls `fetch`. */
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Bytes;
  readonly redirect?: "manual" | "follow" | "error";
  readonly cache?: "no-store";
  readonly credentials?: "omit";
  readonly signal?: AbortSignal;
}

/** What the client reads of a response; downloads also read its `body`. */
export interface FetchedResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

type PartialRetryOptions = { readonly [Name in keyof RetryOptions]?: RetryOptions[Name] | undefined };

/** Options of `createClient` besides the endpoint. */
export interface BaseClientOptions {
  /** ID of the project for all calls (Table 1). */
  readonly projectId?: string | undefined;
  /** A token, an access key pair, or a function that returns either. */
  readonly credentials: Credentials | CredentialProvider;
  /**
   * ID of your end user (Table 3), sent as `X-App-UserId` with every call that supports it. It is the only way to separate the tasks
   * of different users.
   */
  readonly appUserId?: string | undefined;
  /** Replaces the global `fetch`, for example to use a proxy, a test double or the sandbox. */
  readonly fetch?: FetchFunction | undefined;
  /** Replaces the system clock, for example by the virtual clock of the sandbox. */
  readonly clock?: Clock | undefined;
  /** Returns a random number `x` with 0 ≤ x < 1, used for jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Timeout of one attempt in milliseconds, including the response body. `Infinity` disables it. Default: 30000. */
  readonly timeoutMs?: number | undefined;
  /** Retry settings; omitted properties keep their defaults. `false` disables retries. */
  readonly retry?: PartialRetryOptions | false | undefined;
  /** Validation of requests (default: `error`) and responses (default: `warn`). */
  readonly validate?: { readonly request?: ValidationMode | undefined; readonly response?: ValidationMode | undefined } | undefined;
  /** IDs of rules whose issues have no effect, because you know better, for example `["four-k-model"]`. docs/rules.md lists the rules. */
  readonly accept?: readonly string[] | undefined;
  /** Rules of your own, which every create request is checked against, like the rules of the contract. */
  readonly rules?: readonly CustomRule[] | undefined;
  /** Called with every response that differs from the contract. */
  readonly onDrift?: ((drift: Drift) => void) | undefined;
  /** Requests per second, for each operation or by operation ID. Defaults to the limits in the contract, some of which are assumed. */
  readonly rateLimit?: RateLimit | Readonly<Record<string, RateLimit>> | undefined;
  /** Receives debug and warning messages; `console` works. */
  readonly logger?: Logger | undefined;
  /** Appended to the `User-Agent` header of the client. */
  readonly userAgent?: string | undefined;
  /** Allows access keys in a browser, where every visitor of the page can read them. Default: false. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

/** The validated options with all defaults. */
export interface ResolvedOptions {
  readonly credentials: Credentials | CredentialProvider;
  readonly timeoutMs: number;
  readonly baseUrl: string;
  readonly region: string | undefined;
  readonly retry: RetryOptions;
  readonly validate: { readonly request: ValidationMode; readonly response: ValidationMode };
}

const OPTION_NAMES = new Set(
  "region baseUrl projectId credentials appUserId fetch clock random timeoutMs retry validate accept rules onDrift rateLimit logger userAgent dangerouslyAllowBrowser".split(
    " ",
  ),
);

const MAX_REQUESTS_PER_SECOND = 100_000;

/** Validates the options and fills in defaults. Throws `ConfigurationError`, whose message never contains a possible secret. */
export function resolveOptions(
  options: Endpoint<string> & BaseClientOptions,
  servers: Readonly<Record<string, { readonly url: string }>>,
): ResolvedOptions {
  for (const name of Object.keys(options))
    if (!OPTION_NAMES.has(name))
      throw configurationError([name], `Unknown option ${name}. Known options: ${[...OPTION_NAMES].join(", ")}.`);
  const { region, baseUrl, credentials, timeoutMs = 30_000, retry = {}, validate = {} } = options;
  assertPositive("timeoutMs", timeoutMs);
  assertRateLimits(options.rateLimit);
  if (credentials === undefined)
    throw configurationError(["credentials"], "credentials are missing: pass a token, an accessKey with a secretKey, or a provider.");
  const reason = typeof credentials === "function" ? undefined : invalidCredentialsReason(credentials);
  if (reason !== undefined) throw configurationError(["credentials"], `Invalid credentials: ${reason}.`);
  if (typeof credentials !== "function" && options.dangerouslyAllowBrowser !== true) rejectKeysInBrowser(credentials);
  for (const [direction, mode] of Object.entries(validate)) {
    if (mode !== undefined && !["error", "warn", "off"].includes(mode))
      throw configurationError(["validate"], `validate.${direction} must be error, warn or off.`);
  }
  return {
    baseUrl: resolveBaseUrl(region, baseUrl, servers),
    region,
    credentials,
    timeoutMs,
    retry: resolveRetry(retry),
    validate: { request: validate.request ?? "error", response: validate.response ?? "warn" },
  };
}

function resolveBaseUrl(
  region: string | undefined,
  baseUrl: string | undefined,
  servers: Readonly<Record<string, { readonly url: string }>>,
): string {
  if (region !== undefined && baseUrl !== undefined)
    throw configurationError(["region", "baseUrl"], "region and baseUrl cannot be combined; pass only one of them.");
  if (baseUrl !== undefined) return normalizeBaseUrl(baseUrl);
  const regions = Object.keys(servers).join(", ");
  if (region === undefined) throw configurationError(["region", "baseUrl"], `Pass region (${regions}) or baseUrl.`);
  const server = Object.hasOwn(servers, region) ? servers[region] : undefined;
  if (server !== undefined) return server.url;
  throw configurationError(
    ["region"],
    `Unknown region ${JSON.stringify(region)}. Known regions: ${regions}. Use baseUrl for any other endpoint.`,
  );
}

function normalizeBaseUrl(baseUrl: string): string {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    throw configurationError(["baseUrl"], "baseUrl must be an absolute URL.");
  }
  if (url.username !== "" || url.password !== "")
    throw configurationError(["baseUrl"], "baseUrl must not contain a user name or a password.");
  if (url.search !== "" || url.hash !== "") throw configurationError(["baseUrl"], "baseUrl must not contain a query or a fragment.");
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback)) {
    throw configurationError(
      ["baseUrl"],
      `baseUrl must use https, or http on this machine (localhost, 127.0.0.1, [::1]); received ${url.protocol}//${url.host}.`,
    );
  }
  return url.href.replace(/\/+$/, "");
}

function resolveRetry(retry: PartialRetryOptions | false): RetryOptions {
  if (retry === false) return { ...DEFAULT_RETRY, max: 0 };
  const defined = Object.fromEntries(Object.entries(retry).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(defined)) {
    if (!Object.hasOwn(DEFAULT_RETRY, name))
      throw configurationError(["retry"], `Unknown option retry.${name}. Known options: ${Object.keys(DEFAULT_RETRY).join(", ")}.`);
  }
  const resolved: RetryOptions = { ...DEFAULT_RETRY, ...defined };
  if (!Number.isInteger(resolved.max) || resolved.max < 0)
    throw configurationError(["retry"], "retry.max must be an integer of 0 or more.");
  assertPositive("retry.baseMs", resolved.baseMs);
  assertPositive("retry.maxPauseMs", resolved.maxPauseMs);
  assertPositive("retry.deadlineMs", resolved.deadlineMs);
  return resolved;
}

function assertPositive(name: string, value: number): void {
  if (typeof value !== "number" || !(value > 0)) throw configurationError([name], `${name} must be a positive number of milliseconds.`);
}

function assertRateLimits(rateLimit: BaseClientOptions["rateLimit"]): void {
  for (const rate of typeof rateLimit === "object" ? Object.values(rateLimit) : [rateLimit]) {
    if (rate !== undefined && rate !== false && !(typeof rate === "number" && rate > 0 && rate <= MAX_REQUESTS_PER_SECOND)) {
      throw configurationError(
        ["rateLimit"],
        `rateLimit must be false, or a number of requests per second greater than 0 and at most ${MAX_REQUESTS_PER_SECOND}.`,
      );
    }
  }
}

function configurationError(options: readonly string[], message: string): ConfigurationError {
  return new ConfigurationError(message, { options });
}
