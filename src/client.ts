import type { Client as FetchClient } from "openapi-fetch";
import { createMethods, type Methods } from "../generated/client.js";
import { contract, operations, securitySchemes, servers } from "../generated/operations.js";
import type { paths } from "../generated/types.js";
import { type Assets, createAssets } from "./assets/index.js";
import { createAuthenticator } from "./auth/authenticator.js";
import { createCredentialCache } from "./auth/credential-cache.js";
import { isBrowser } from "./auth/refuse-browser-keys.js";
import type { Operation } from "./core/operation.js";
import { createRedactor } from "./core/redact.js";
import { systemClock } from "./core/system-clock.js";
import { loadErrorCodes } from "./http/error-codes.js";
import { createHttpClient } from "./http/http-client.js";
import { createLog } from "./http/log.js";
import { type CallDefaults, createOperationCaller, type LoopOptions } from "./http/operation-caller.js";
import { createRateLimiter, documentedRateLimit, type LimitStatus, type RateLimit } from "./http/rate-limiter.js";
import { createTransport } from "./http/transport.js";
import { type BaseClientOptions, type Endpoint, resolveOptions } from "./options.js";
import { createTasks, type Tasks } from "./tasks/index.js";
import { createRecentTasks } from "./tasks/recent-tasks.js";
import { createVideos, type Videos } from "./videos/index.js";

/** A region of the contract. */
export type Region = keyof typeof servers;

/** Options of `createClient`. */
export type ClientOptions = Endpoint<Region> & BaseClientOptions;

/** A client of the service. It has one method per operation, and higher-level functions for tasks, assets and videos. */
export interface Client extends Methods {
  /** Creates, watches, finds and cancels tasks, and waits for them. */
  readonly tasks: Tasks;
  /** Gets assets and downloads their files. */
  readonly assets: Assets;
  /** Creates a video, waits for it and returns its asset, in one call. */
  readonly videos: Videos;
  /** An openapi-fetch client with the same authentication and retries. Bodies are neither validated nor changed. */
  readonly raw: FetchClient<paths>;
  /** Returns the rate, the queue length and the estimated delay of every operation that has been called. */
  limits(): Readonly<Record<string, LimitStatus>>;
}

/**
 * Creates a client without sending a request. Throws `ConfigurationError` for missing, invalid or contradictory options.
 *
 * @example
 * const client = createClient({ region: "ap-southeast-3", projectId, credentials: { accessKey, secretKey } });
 * const task = await client.tasks.wait(jobId);
 */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, region, credentials, timeoutMs, retry, validate } = resolveOptions(options, servers);
  const { clock = systemClock, random = Math.random, projectId, appUserId, accept = [], onDrift, rateLimit, logger } = options;
  // the client calls it with a text URL and reads only what every response has
  const fetch = (options.fetch ?? ((input, init) => globalThis.fetch(input, init))) as typeof globalThis.fetch;
  const redactor = createRedactor();
  const log = createLog(logger, redactor);
  const credentialCache = createCredentialCache(credentials, { fetch, clock, baseUrl }, redactor, options.dangerouslyAllowBrowser === true);
  const operationsById: Readonly<Record<string, Operation>> = operations;
  const rateLimitOf = (id: string): RateLimit =>
    (typeof rateLimit === "object" ? rateLimit[id] : rateLimit) ??
    documentedRateLimit(Object.hasOwn(operationsById, id) ? operationsById[id] : undefined, region);
  const authenticator = createAuthenticator(credentialCache, clock, AUTH_HEADERS, projectId);
  const rateLimiter = createRateLimiter(rateLimitOf, clock, retry.deadlineMs);
  const transport = createTransport({
    fetch,
    clock,
    random,
    retry,
    rateLimiter,
    authenticator,
    redactor,
    errorCodes: (signal) => loadErrorCodes(signal),
    log,
  });
  const defaults: CallDefaults = {
    baseUrl,
    projectId,
    appUserId,
    headers: { accept: "application/json", ...userAgent(options.userAgent) },
    timeoutMs,
    validate,
    accept,
    onDrift,
    redactor,
  };
  const http = createHttpClient(transport, defaults);
  const methods = (loop?: LoopOptions): Methods => createMethods(createOperationCaller(http, defaults, log, loop));
  const recentTasks = createRecentTasks(clock);
  const shared = { clock, random, log, redactor, onDrift, authenticator, fetch, baseUrl, retry, timeoutMs, appUserId };
  const context = { ...shared, methods, recentTasks };
  const tasks = createTasks(context);
  return Object.assign(methods(), {
    tasks,
    assets: createAssets(context),
    videos: createVideos({ ...context, tasks, shareRateLimit: rateLimiter.share }),
    raw: http.raw,
    limits: rateLimiter.limits,
  });
}

const AUTH_HEADERS = {
  token: securitySchemes.Token.name,
  authorization: securitySchemes.Signature.name,
  date: securitySchemes.SignatureDate.name,
  project: securitySchemes.SignatureProject.name,
  securityToken: securitySchemes.SecurityToken.name,
};

/** Browsers set their own `User-Agent`, and a custom one would only cause a preflight request. */
function userAgent(suffix: string | undefined): Record<string, string> {
  return isBrowser() ? {} : { "user-agent": `metastudio-video/${contract.version}${suffix === undefined ? "" : ` ${suffix}`}` };
}
