import { createMethods, type Methods } from "../generated/client.js";
import { contract, servers } from "../generated/operations.js";
import type { AssetContext } from "./assets/context.js";
import { isBrowser, registerSecrets } from "./auth/credentials.js";
import { systemClock } from "./core/clock.js";
import { type Lazy, lazy } from "./core/lazy.js";
import { createRedactor } from "./core/redact.js";
import { ConfigurationError } from "./errors.js";
import { UNSYNCHRONIZED_MS } from "./http/authenticator.js";
import type { CallDefaults } from "./http/client-defaults.js";
import { createLog, loadErrorCodes } from "./http/log.js";
import { type CallValidation, createOperationCaller, type LoopOptions } from "./http/operation-caller.js";
import type { LimitStatus, RateLimiter, SharedRateLimit } from "./http/rate-limiter.js";
import type { ErrorCodes } from "./http/response.js";
import { type BaseClientOptions, type Endpoint, resolveOptions } from "./options.js";
import type { Sender, SenderOptions } from "./sender.js";
import { createRecentTasks, type TaskContext } from "./tasks/context.js";

/** A region of the contract. */
export type Region = keyof typeof servers;

/** Options of `createClient`. */
export type ClientOptions = Endpoint<Region> & BaseClientOptions;

/** The validation of calls, and of the rules of the user. */
export interface ValidationPart {
  readonly load: () => Promise<CallValidation>;
  /** Throws `ConfigurationError` for rules that are not rules. */
  assertRules(rules: unknown): void;
}

/** Parts that a program can leave out. Each is a function that imports the part. */
export interface ClientParts {
  /** Validates requests and responses. Without it, nothing is validated. */
  readonly validation?: ValidationPart | undefined;
  /** The documented error codes of the service. Without them, errors have no hint from the documentation. */
  readonly errorCodes?: (() => Promise<ErrorCodes>) | undefined;
}

/** What the functions of a client share: options, connection, limits. */
export interface ClientContext extends TaskContext, AssetContext {
  readonly shareRateLimit: RateLimiter["share"];
  /** Returns the outage if the last attempt of any operation failed. */
  readonly outage: Sender["outage"];
  /** Returns the rate, the queue length and the estimated delay of every operation that has been called. */
  limits(): Readonly<Record<string, LimitStatus>>;
}

/** The context of a client that also has a raw client. */
export interface FullContext extends ClientContext {
  readonly sender: Lazy<Sender>;
  readonly defaults: CallDefaults;
}

/** Creates the context. Throws `ConfigurationError` for missing, invalid or contradictory options. */
export function createClientContext(
  options: ClientOptions,
  parts: ClientParts,
  rawForMiddleware: SenderOptions["rawForMiddleware"] = () => undefined,
): FullContext {
  const { baseUrl, region, credentials, timeoutMs, retry, validate } = resolveOptions(options, servers);
  const { clock = systemClock, random = Math.random, projectId, appUserId, accept = [], rules = [], onDrift, rateLimit, logger } = options;
  if (options.rules !== undefined) parts.validation?.assertRules(options.rules);
  if (rules.length > 0 && parts.validation === undefined)
    throw new ConfigurationError("rules are evaluated only with the part validation: createContext(options, { validation }).", {
      options: ["rules"],
    });
  // the client calls it with a text URL and reads only what every response has
  const fetch = (options.fetch ?? ((input, init) => globalThis.fetch(input, init))) as typeof globalThis.fetch;
  const redactor = createRedactor();
  if (typeof credentials !== "function") registerSecrets(credentials, redactor);
  const log = createLog(logger, redactor);
  const headers = { accept: "application/json", ...userAgent(options.userAgent) };
  const defaults: CallDefaults = { baseUrl, projectId, appUserId, headers, timeoutMs, validate, accept, rules, onDrift, redactor };
  const errorCodes = (signal: AbortSignal | undefined) => loadErrorCodes(parts.errorCodes, signal);
  let sharedLimit: SharedRateLimit | undefined;
  const sender = lazy<Sender>(async () => {
    const { createSender } = await import("./sender.js");
    const created = createSender({
      ...{ fetch, clock, random, retry, redactor, log, errorCodes, credentials, region, rateLimit, defaults },
      allowBrowserKeys: options.dangerouslyAllowBrowser === true,
      rawForMiddleware,
    });
    created.rateLimiter.share(sharedLimit);
    return created;
  });
  const caller = { sender, validation: parts.validation && lazy(parts.validation.load), defaults, log };
  const methods = (loop?: LoopOptions): Methods => createMethods(createOperationCaller(caller, loop));
  return {
    ...{ methods, clock, random, log, redactor, onDrift, fetch, baseUrl, retry, timeoutMs, appUserId, errorCodes, sender, defaults },
    authenticator: {
      now: () => sender.current?.authenticator.now() ?? clock.now(),
      uncertaintyMs: () => sender.current?.authenticator.uncertaintyMs() ?? UNSYNCHRONIZED_MS,
    },
    recentTasks: createRecentTasks(clock),
    shareRateLimit(limit) {
      sharedLimit = limit;
      sender.current?.rateLimiter.share(limit);
    },
    outage: () => sender.current?.outage(),
    limits: () => sender.current?.rateLimiter.limits() ?? {},
  };
}

/** Browsers set their own `User-Agent`, and a custom one would only cause a preflight request. */
function userAgent(suffix: string | undefined): Record<string, string> {
  return isBrowser() ? {} : { "user-agent": `metastudio-video/${contract.version}${suffix === undefined ? "" : ` ${suffix}`}` };
}
