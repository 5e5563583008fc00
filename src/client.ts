import type { Client as FetchClient } from "openapi-fetch";
import { createMethods, type Methods } from "../generated/client.js";
import { contract, operations, securitySchemes, servers } from "../generated/operations.js";
import type { paths } from "../generated/types.js";
import { type Assets, createAssets } from "./assets/index.js";
import { createAuthority } from "./auth/authenticator.js";
import { createSource } from "./auth/credential-cache.js";
import { inBrowser } from "./auth/refuse-browser-keys.js";
import type { Operation } from "./core/operation.js";
import { createRedactor } from "./core/redact.js";
import { systemClock } from "./core/system-clock.js";
import { loadErrorCodes } from "./http/error-codes.js";
import { lazyRaw } from "./http/lazy-raw-client.js";
import { createLog } from "./http/log.js";
import { type CallDefaults, createInvoke, type Loop } from "./http/operation-caller.js";
import { contractRate, createLimiter, type RateLimit } from "./http/rate-limiter.js";
import { createTransport } from "./http/transport.js";
import { type BaseClientOptions, type Endpoint, settle } from "./options.js";
import { createTasks, type Tasks } from "./tasks/index.js";
import { createVideos, type Videos } from "./videos/index.js";

/** A region that the contract names. */
export type Region = keyof typeof servers;

/** What `createClient` takes. */
export type ClientOptions = Endpoint<Region> & BaseClientOptions;

/** The service, in three layers, each usable alone. */
export interface Client extends Methods {
  /** What people do: create a task, watch it, wait for it, find it, cancel it. */
  readonly tasks: Tasks;
  /** What people do with assets: look at one, download its file. */
  readonly assets: Assets;
  /** The whole life of a video in one call: create, wait, asset. */
  readonly videos: Videos;
  /** openapi-fetch over the same transport: signed, repeated, its body unchecked and as it came. */
  readonly raw: FetchClient<paths>;
}

/**
 * Makes a client. Sends nothing; throws `ConfigurationError` for options that are missing, wrong or contradict each other.
 *
 * @example
 * const client = createClient({ region: "ap-southeast-3", projectId, credentials: { accessKey, secretKey } });
 * const task = await client.tasks.wait(jobId);
 */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, region, credentials, timeoutMs, retry, validate } = settle(options, servers);
  const { clock = systemClock, random = Math.random, projectId, appUserId, onDrift, rateLimit, logger } = options;
  const fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
  const redactor = createRedactor();
  const log = createLog(logger, redactor);
  const source = createSource(credentials, { fetch, clock, baseUrl }, redactor, options.dangerouslyAllowBrowser === true);
  const known: Readonly<Record<string, Operation>> = operations;
  const rate = (id: string): RateLimit =>
    (typeof rateLimit === "object" ? rateLimit[id] : rateLimit) ?? contractRate(Object.hasOwn(known, id) ? known[id] : undefined, region);
  const authority = createAuthority(source, clock, authHeaders, projectId);
  const transport = createTransport({
    fetch,
    clock,
    random,
    retry,
    limiter: createLimiter(rate, clock),
    authority,
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
    onDrift,
    redactor,
  };
  const methods = (loop?: Loop): Methods => createMethods(createInvoke(transport, defaults, log, loop));
  const raw = lazyRaw(async () => (await import("./http/raw-client.js")).createRaw(transport, defaults));
  const parts = { methods, clock, random, log, redactor, onDrift, authority, fetch, baseUrl, retry, timeoutMs };
  const tasks = createTasks(parts);
  return Object.assign(methods(), { tasks, assets: createAssets(parts), videos: createVideos({ ...parts, tasks }), raw });
}

const authHeaders = {
  token: securitySchemes.Token.name,
  authorization: securitySchemes.Signature.name,
  date: securitySchemes.SignatureDate.name,
  project: securitySchemes.SignatureProject.name,
  securityToken: securitySchemes.SecurityToken.name,
};

/** Browsers name themselves; a header of ours would only cost a preflight. */
function userAgent(suffix: string | undefined): Record<string, string> {
  return inBrowser() ? {} : { "user-agent": `metastudio-video/${contract.version}${suffix === undefined ? "" : ` ${suffix}`}` };
}
