import type { Client as FetchClient, Middleware } from "openapi-fetch";
import type { Methods } from "../generated/client.js";
import type { paths } from "../generated/types.js";
import { type Assets, createAssets } from "./assets/index.js";
import { type ClientOptions, createClientContext } from "./context.js";
import { lazy } from "./core/lazy.js";
import { assertCustomRules } from "./custom-rules.js";
import type { LimitStatus } from "./http/rate-limiter.js";
import { createRawMethods } from "./http/raw-methods.js";
import { createScripts, type Scripts } from "./scripts/index.js";
import { createTasks, type Tasks } from "./tasks/index.js";
import { createVideos, type Videos } from "./videos/index.js";

/** A client of the service. It has one method per operation, and higher-level functions for tasks, assets and videos. */
export interface Client extends Methods {
  /** Creates, watches, finds and cancels tasks, and waits for them. */
  readonly tasks: Tasks;
  /** Lists, gets and uploads assets, and downloads their files. */
  readonly assets: Assets;
  /** Saved scripts, and the recordings that they hold. */
  readonly scripts: Scripts;
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
  const middleware: Middleware[] = [];
  const parts = {
    validation: { load: () => import("./http/call-validation.js"), assertRules: assertCustomRules },
    errorCodes: () => import("../generated/error-codes.js").then(({ errorCodes }) => errorCodes),
  };
  const context = createClientContext(options, parts, () => (middleware.length > 0 ? raw.load() : undefined));
  const raw = lazy(async () => {
    const [{ transport }, { createRawClient }] = await Promise.all([context.sender.load(), import("./http/raw-client.js")]);
    return createRawClient(transport, context.defaults, middleware);
  });
  const tasks = createTasks(context);
  return Object.assign(context.methods(), {
    tasks,
    assets: createAssets(context),
    scripts: createScripts(context),
    videos: createVideos({ ...context, tasks, defaults: context.defaults }),
    raw: createRawMethods(raw, middleware),
    limits: context.limits,
  });
}
