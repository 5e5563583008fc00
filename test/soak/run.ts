import { setMaxListeners } from "node:events";
import { type Client, createClient, iamToken } from "../../src/index.js";
import { createRandom } from "../../src/sandbox/random.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { type Caller, type CallerParts, careful, type Held, type Tally } from "./client-scenario.js";
import { createSoakClock } from "./clock.js";
import { drawLots } from "./fault-plan.js";
import { judge } from "./invariants.js";
import { CANARY, createEar } from "./leak-detector.js";
import { isFile, startProxy } from "./proxy.js";
import { type Order, orderOf } from "./request-factory.js";
import { growth, heapInUse, leftOver, listeners, resources, watchProcess } from "./resources.js";
import { createTraffic, subjectOf } from "./traffic-log.js";

export interface SoakOptions {
  readonly videos: number;
  readonly seed: number;
  /** By default one who does what the documentation says. */
  readonly caller?: Caller;
  /** Parts that follow one another, each with a sandbox of its own, so that what the heap keeps is the client's; by default 4. */
  readonly parts?: number;
  /** Hears of every part. */
  readonly onPart?: (line: string) => void;
}

/** What came of it; `violations` is empty when all holds. */
export interface Report {
  readonly videos: number;
  readonly requests: number;
  readonly faults: ReadonlyMap<string, number>;
  /** Orders that the service took, and whose answer never came to the caller whole and as it was. */
  readonly lostAnswers: number;
  readonly tally: Readonly<Tally>;
  /** Bytes after each part. */
  readonly heap: readonly number[];
  /** Texts in which secrets were looked for. */
  readonly heard: number;
  /** Of real and of virtual time. */
  readonly seconds: number;
  readonly virtualHours: number;
  readonly violations: readonly string[];
}

/** Videos that are made at the same time. */
const LANES = 100;

/** How far the callers' clock is off, part by part, in milliseconds. */
const SKEWS = [0, 3_600_000, -3_600_000, 1_200_000];

/** One order in twenty must have lost its answer: of 2,000, one hundred. */
const LEAST_LOST = 0.05;

const credentials = { accessKey: "AKIDOFTHESOAK0000000", secretKey: `${CANARY}secret-key`, securityToken: `${CANARY}security-token` };
const user = { user: "soak", password: `${CANARY}password`, domain: "soak" };
const projectId = "0123456789abcdef0123456789abcdef";

/** Makes videos through a gateway that fails three times in ten, and judges by the sandbox's own books what became of them. */
export async function soak({ videos, seed, caller = careful, parts = 4, onPart }: SoakOptions): Promise<Report> {
  const began = performance.now();
  const violations: string[] = [];
  const complain = (violation: string): void => void violations.push(violation);
  const tally: Tally = { errors: 0, foundByMake: 0, foundByCaller: 0, resumed: 0, died: 0, refused: 0, orderedAgain: 0, downloads: 0 };
  const heap: number[] = [];

  const before = resources();
  const unwatch = watchProcess(complain);
  const ear = createEar();
  const leave = ear.listen();
  const clock = createSoakClock(Date.UTC(2026, 0, 1));
  const traffic = createTraffic(clock.now);
  let [service, skew, lots] = ["", 0, drawLots(seed)];
  const lot: Parameters<typeof startProxy>[0]["lot"] = (asked) => lots(subjectOf(asked), isFile(asked));
  const proxy = await startProxy({ clock, service: () => service, lot, onExchange: traffic.see });
  const { fraction: random } = createRandom(seed, "jitter");
  const client = (kind: "keys" | "token"): Client =>
    createClient({
      baseUrl: proxy.url,
      projectId,
      credentials: kind === "keys" ? credentials : iamToken({ ...user, project: "soak" }),
      fetch: proxy.fetch,
      clock: { ...clock, now: () => clock.now() + skew },
      random,
      logger: ear.logger,
      onDrift: (drift) => ear.look("a drift", drift),
    });
  const clients = [client("keys"), client("token")] as const;
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  const partsFor = ({ name }: Order, index: number): CallerParts => ({
    client: clients[index % 2] ?? clients[0],
    another: () => client(index % 2 === 0 ? "token" : "keys"),
    clock,
    signal: over.signal,
    tally,
    onOrder: traffic.onOrder,
    show: (error) => {
      ear.look("an error", error);
      traffic.note(name, `${error}`);
    },
    complain,
  });

  for (let part = 0; part < parts; part += 1) {
    const options = { seed: seed * parts + part, projectId, credentials, user, now: clock.now, onCallback: () => undefined };
    const sandbox = await startSandbox(options);
    [service, skew, lots] = [sandbox.url, SKEWS[part % SKEWS.length] ?? 0, drawLots(seed)];
    const orders = numbersOf(videos, part, parts).map(orderOf);
    const make = (order: Order, index: number): Promise<Held> => caller(order, partsFor(order, index));
    const held = await clock.run(inLanes(orders, make, complain));
    for (const { name, fault } of judge(orders, held, { all: sandbox.tasks.all(), accepted: sandbox.tasks.createCount() }))
      complain([fault, ...traffic.historyOf(name)].join("\n  "));
    traffic.forget();
    if (listeners(over.signal) > 0) complain(`leaked: ${listeners(over.signal)} listeners of the caller's signal`);
    if (clock.sleeping() > 0) complain(`leaked: ${clock.sleeping()} timers of the injected clock`);
    await sandbox.close();
    if (parts > 1) heap.push(await heapInUse());
    onPart?.(`${orders.length} videos, ${traffic.counts.requests} requests so far, heap ${((heap.at(-1) ?? 0) / 1e6).toFixed(1)} MB`);
  }
  ear.look("a client", clients);
  await proxy.close();
  leave();
  unwatch();

  const { requests, lostAnswers } = traffic.counts;
  for (const rest of await leftOver(before)) complain(`leaked: ${rest}`);
  for (const leak of ear.leaks) complain(`secret printed: ${leak}`);
  if (lostAnswers < videos * LEAST_LOST) complain(`too few answers to orders were lost: ${lostAnswers} of ${videos}`);
  const grown = growth(heap, videos);
  if (grown !== undefined) complain(grown);
  const seconds = (performance.now() - began) / 1_000;
  const virtualHours = clock.monotonic() / 3_600_000;
  return { videos, requests, faults: traffic.faults, lostAnswers, tally, heap, heard: ear.heard(), seconds, virtualHours, violations };
}

/** The numbers of the videos of a part. */
function numbersOf(videos: number, part: number, parts: number): number[] {
  const [first, end] = [part, part + 1].map((edge) => Math.round((videos * edge) / parts)) as [number, number];
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** Makes all of them, so many at a time. What a caller throws is told. */
async function inLanes(
  orders: readonly Order[],
  make: (order: Order, index: number) => Promise<Held>,
  complain: (violation: string) => void,
): Promise<Held[]> {
  const held: Held[] = [];
  const queue = orders.entries();
  const lane = async (): Promise<void> => {
    for (const [index, order] of queue) {
      try {
        held.push(await make(order, index));
      } catch (error) {
        complain(`thrown at the caller: ${order.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return held;
}
