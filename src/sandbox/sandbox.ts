import type { KeyCredentials } from "../auth/credentials.js";
import { type Callback, type CallbackTarget, createCallbacks } from "./callbacks/callbacks.js";
import { createVirtualClock, type VirtualClock } from "./clock.js";
import type { Contract } from "./contract.js";
import { contract as own } from "./default-contract.js";
import { createIam, type IamUser } from "./gateway/iam.js";
import { createKeyRing } from "./gateway/key-lockout.js";
import { createTokenStore } from "./gateway/tokens.js";
import { createService } from "./gateway-pipeline.js";
import { createRandom } from "./random.js";
import type { Arrival } from "./request-context.js";
import { type Answer, isRecord } from "./response.js";
import { exampleBody, idProperty } from "./tasks/operation-roles.js";
import { isScenarioName, type ScenarioName, scenarios } from "./tasks/scenarios.js";
import { ledgerOf, type Tasks } from "./tasks/task-inspector.js";
import { createTaskStore } from "./tasks/tasks.js";

/** How a sandbox is set up; everything may be left out. */
export interface SandboxOptions {
  /**
   * How the service behaves; by default `happy`. A task whose id begins with a scenario's name has that one (`fails-7`), and so
   * has one that is created with an `asset_name`, or else a `script_id`, that does.
   */
  readonly scenario?: ScenarioName;
  /** Ids and secrets follow from it: the same seed gives the same answers. By default 1. */
  readonly seed?: number;
  /** The token that is taken; by default one made from the seed. */
  readonly token?: string;
  /** The only project that credentials belong to; by default any is taken. */
  readonly projectId?: string;
  /** The access key that is taken; by default one made from the seed. */
  readonly credentials?: KeyCredentials;
  /** Who may get tokens from `POST /v3/auth/tokens`; by default a user made from the seed. */
  readonly user?: IamUser;
  /** Where virtual time begins, in milliseconds since 1970; by default the day of the page. */
  readonly start?: number;
  /**
   * Whether each operation is answered 429 `APIGW.0308` with `Retry-After` when a project uses it more often than the contract's
   * rate allows; by default `true`. Seconds are those of `clock`, of a server those of the wall clock. Putting tasks in by
   * `tasks.add` is free.
   */
  readonly throttle?: boolean;
  /**
   * Gets the calls that tasks created with a `callback_config` make when they end; by default a sandbox in process only notes
   * them down in `callbacks`, and a server sends them over HTTP. A call is made once, and whatever comes of it harms nothing.
   * How `secret` and `time_stamp` of a call with MSS_A are made is a guess, as the documentation leaves it open (P-33).
   */
  readonly onCallback?: CallbackTarget;
  /** Another contract than the package's own, in the form of its generated data. */
  readonly contract?: Contract;
}

/** The service on a virtual clock, in this process and without network. */
export interface Sandbox {
  /** Answers a request to any host; rejects as `fetch` does when it is aborted or the scenario loses the connection. */
  readonly fetch: typeof globalThis.fetch;
  /** Its time, which only moves when it is told to. */
  readonly clock: VirtualClock;
  /** Puts tasks in, and tells of all that there are. */
  readonly tasks: Tasks;
  /** The calls that ended tasks have made (`callback_config`), in the order in which they ended. */
  readonly callbacks: readonly Callback[];
  readonly projectId: string;
  readonly token: string;
  /** The access key that is taken instead of the token. */
  readonly credentials: KeyCredentials;
  /** Who gets tokens from `POST /v3/auth/tokens`: `iamToken({ ...sandbox.user, project })`. */
  readonly user: IamUser;
  /** What a client needs to talk to it: `createClient(sandbox.clientOptions)`. */
  readonly clientOptions: {
    readonly baseUrl: string;
    readonly projectId: string;
    readonly credentials: { readonly token: string };
    readonly fetch: typeof globalThis.fetch;
    readonly clock: VirtualClock;
    readonly random: () => number;
  };
}

/** Time that goes by of itself, for a sandbox that is a server. */
export interface OwnTime {
  /** Milliseconds of virtual time gone by since the start. */
  readonly elapsed: () => number;
  /** What `Date` says and what signatures and rates are measured against. */
  readonly gatewayNow: () => number;
  /** Calls back when so many milliseconds of virtual time have gone by of themselves; gives what ends the wait. */
  readonly after: (ms: number, wake: () => void) => () => void;
  /** Makes the calls of ended tasks where nobody else takes them. */
  readonly call: CallbackTarget;
}

/** A sandbox before it becomes a `fetch` or a server. */
export interface SandboxCore extends Omit<Sandbox, "fetch" | "clientOptions"> {
  answer(arrival: Arrival): Promise<Answer>;
  /** Does nothing more by itself. */
  stop(): void;
}

/** Sets up everything but the way requests come in. Throws a `RangeError` for a scenario that there is not. */
export function createCore(options: SandboxOptions, time?: OwnTime): SandboxCore {
  const { contract = own, seed = 1, scenario: name = "happy", start = Date.parse(own.page.updated) } = options;
  if (!isScenarioName(name)) throw new RangeError(`no scenario ${JSON.stringify(name)}; there are ${Object.keys(scenarios).join(", ")}`);
  const { clock, hold } = createVirtualClock({ start, ...(time && { elapsed: time.elapsed }) });
  const random = createRandom(seed, "credentials");
  const projectId = options.projectId ?? random.hex(32);
  const token = options.token ?? `sandbox-${random.hex(32)}`;
  const credentials = options.credentials ?? { accessKey: random.hex(20).toUpperCase(), secretKey: random.hex(40) };
  const user = options.user ?? { user: "sandbox", password: random.hex(16), domain: "sandbox" };

  const operations = Object.values(contract.operations);
  const tasks = createTaskStore({ operations, scenario: name, seed, now: clock.now });
  for (const operation of operations) {
    const { [idProperty(operation)]: id, [operation.waiter?.result ?? ""]: result } = exampleBody(contract, operation);
    if (operation.waiter === undefined || typeof id !== "string") continue;
    const asset = isRecord(result) && typeof result["asset_id"] === "string" ? { asset_id: result["asset_id"] } : {};
    tasks.add({ job_id: id, operationId: operation.operationId, ...asset });
  }
  const tokens = createTokenStore();
  tokens.admit(token, clock.now());
  const gatewayNow = time?.gatewayNow ?? clock.now;
  const target = options.onCallback ?? time?.call;
  const waits = time !== undefined && target === time.call;
  const callbacks = createCallbacks({ clock, gatewayNow, hold, target, waits, after: time?.after });
  const service = createService({
    contract,
    scenario: name,
    seed,
    projectId: options.projectId,
    tasks,
    callbacks,
    throttle: options.throttle ?? true,
    gate: { tokens, keys: createKeyRing(credentials) },
    iam: createIam({ user, tokens, seed }),
    now: clock.now,
    gatewayNow,
  });
  const answer = async (arrival: Arrival): Promise<Answer> => {
    const release = hold();
    try {
      return await service.answer(arrival);
    } finally {
      release();
    }
  };
  const ledger = ledgerOf(contract, tasks, clock.now);
  return { clock, tasks: ledger, callbacks: callbacks.made, projectId, token, credentials, user, answer, stop: callbacks.stop };
}
