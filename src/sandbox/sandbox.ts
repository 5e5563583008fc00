import type { KeyCredentials } from "../auth/credentials.js";
import { isObject } from "../core/json-equal.js";
import { type Callback, type CallbackTarget, createCallbacks } from "./callbacks.js";
import { createVirtualClock, type VirtualClock } from "./clock.js";
import { CONTRACT_DATE, type Contract, defaultContract, exampleBody } from "./contract.js";
import type { FaultShares } from "./fault-injection.js";
import { createKeyStore, createTokenStore } from "./gateway/authenticate.js";
import type { IamUser } from "./gateway/iam.js";
import { createRequestPipeline } from "./gateway-pipeline.js";
import { createRandom } from "./random.js";
import type { IncomingRequest } from "./request-context.js";
import type { SandboxResponse } from "./response.js";
import { isScenarioName, type ScenarioName, scenarios } from "./tasks/scenarios.js";
import { createTaskInspector, type SandboxTasks } from "./tasks/task-inspector.js";
import { createTaskStore } from "./tasks/tasks.js";

/** Options of a sandbox. */
export interface SandboxOptions {
  /**
   * Default scenario; `happy` if omitted. A task uses another scenario if its job ID starts with the name of that scenario
   * (`fails-7`), or if the `asset_name` or `script_id` of its create request does.
   */
  readonly scenario?: ScenarioName;
  /** Seed of generated IDs and secrets: sandboxes with the same seed return the same responses. By default 1. */
  readonly seed?: number;
  /** Accepted token; by default generated from the seed. */
  readonly token?: string;
  /** Project of the credentials; requests to other projects are rejected. By default every project is accepted. */
  readonly projectId?: string;
  /** Accepted access key; by default generated from the seed. */
  readonly credentials?: KeyCredentials;
  /** User that can obtain tokens from `POST /v3/auth/tokens`; by default generated from the seed. */
  readonly user?: IamUser;
  /** Initial virtual time, in milliseconds since 1970; by default the date of the API documentation page. */
  readonly start?: number;
  /**
   * Whether to enforce the rate limits of the contract per project and operation with 429 `APIGW.0308` and `Retry-After`; by
   * default `true`. Rates are measured on `clock`, or on the wall clock for a server. `tasks.add` is not limited.
   */
  readonly throttle?: boolean;
  /**
   * Share of the requests, from 0 to 1, that get a fault besides those of the scenario: `{ "lost-response": 0.1 }`. The seed determines
   * which requests.
   */
  readonly faults?: FaultShares;
  /**
   * Receives the callback requests of tasks created with a `callback_config`. By default an in-process sandbox only records them
   * in `callbacks`, and a server sends them over HTTP. Each callback is sent once; a failed callback does not affect the task.
   * How the service computes `secret` and `time_stamp` for `MSS_A` is not documented for this callback; see docs/sources.md.
   */
  readonly onCallback?: CallbackTarget;
  /** Contract to simulate, in the format of the generated data; by default the contract of this package. */
  readonly contract?: Contract;
}

/** An in-process simulation of the service on a virtual clock. It makes no network requests. */
export interface Sandbox {
  /** Handles a request to any host. Rejects like `fetch` when aborted or when the scenario drops the connection. */
  readonly fetch: typeof globalThis.fetch;
  /** Virtual clock; its time changes only through `advance` and `run`. */
  readonly clock: VirtualClock;
  /** Adds and inspects tasks. */
  readonly tasks: SandboxTasks;
  /** Callback requests of finished tasks (`callback_config`), in the order in which the tasks ended. */
  readonly callbacks: readonly Callback[];
  readonly projectId: string;
  readonly token: string;
  /** Access key that is accepted as an alternative to the token. */
  readonly credentials: KeyCredentials;
  /** User for `POST /v3/auth/tokens`: `iamToken({ ...sandbox.user, project })`. */
  readonly user: IamUser;
  /** Options for a client of this sandbox: `createClient(sandbox.clientOptions)`. */
  readonly clientOptions: {
    readonly baseUrl: string;
    readonly projectId: string;
    readonly credentials: { readonly token: string };
    readonly fetch: typeof globalThis.fetch;
    readonly clock: VirtualClock;
    readonly random: () => number;
  };
}

/** Real time, for a sandbox server whose virtual time follows the wall clock. */
export interface FreeRunningTime {
  /** Returns the virtual milliseconds that have passed in real time since the start. */
  readonly elapsed: () => number;
  /** Returns the time for the `Date` header, signatures and rate limits. */
  readonly gatewayNow: () => number;
  /** Calls `wake` after the given virtual milliseconds have passed in real time; returns a function that cancels the timer. */
  readonly setTimer: (ms: number, wake: () => void) => () => void;
  /** Sends callback requests when `onCallback` is not set. */
  readonly sendCallback: CallbackTarget;
}

/** A sandbox without its transport, which is either a `fetch` function or a server. */
export interface SandboxCore extends Omit<Sandbox, "fetch" | "clientOptions"> {
  handle(request: IncomingRequest): Promise<SandboxResponse>;
  /** Cancels scheduled callbacks. */
  stop(): void;
}

/** Creates a sandbox without its transport. Throws a `RangeError` if the scenario or a fault does not exist, or a share is invalid. */
export function createSandboxCore(options: SandboxOptions, time?: FreeRunningTime): SandboxCore {
  const { contract = defaultContract, seed = 1, scenario = "happy", start = CONTRACT_DATE } = options;
  if (!isScenarioName(scenario))
    throw new RangeError(`unknown scenario ${JSON.stringify(scenario)}: expected one of ${Object.keys(scenarios).join(", ")}`);
  const { clock, hold } = createVirtualClock({ start, ...(time && { elapsed: time.elapsed }) });
  const random = createRandom(seed, "credentials");
  const projectId = options.projectId ?? random.hex(32);
  const token = options.token ?? `sandbox-${random.hex(32)}`;
  const credentials = options.credentials ?? { accessKey: random.hex(20).toUpperCase(), secretKey: random.hex(40) };
  const user = options.user ?? { user: "sandbox", password: random.hex(16), domain: "sandbox" };

  const show = Object.values(contract.operations).find(({ role }) => role === "show");
  const tasks = createTaskStore({ show, scenario, seed, now: clock.now });
  const { [tasks.idProperty]: id, [show?.waiter?.result ?? ""]: result } = show ? exampleBody(contract, show) : {};
  if (typeof id === "string") {
    const asset = isObject(result) && typeof result["asset_id"] === "string" ? { asset_id: result["asset_id"] } : {};
    tasks.add({ job_id: id, ...asset });
  }
  const gatewayNow = time?.gatewayNow ?? clock.now;
  const target = options.onCallback ?? time?.sendCallback;
  const awaitsResponse = time !== undefined && target === time.sendCallback;
  const callbacks = createCallbacks({ clock, gatewayNow, hold, target, awaitsResponse, setTimer: time?.setTimer });
  const process = createRequestPipeline({
    ...{ contract, scenario, seed, projectId: options.projectId, tasks, callbacks, user, now: clock.now, gatewayNow },
    faults: options.faults ?? {},
    throttle: options.throttle ?? true,
    authStores: { tokens: createTokenStore(token, clock.now()), keys: createKeyStore(credentials) },
  });
  const handle = async (request: IncomingRequest): Promise<SandboxResponse> => {
    const release = hold();
    try {
      return await process(request);
    } finally {
      release();
    }
  };
  const inspector = createTaskInspector(contract, tasks, clock.now);
  return { clock, tasks: inspector, callbacks: callbacks.calls, projectId, token, credentials, user, handle, stop: callbacks.stop };
}
