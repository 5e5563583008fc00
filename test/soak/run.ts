import { setMaxListeners } from "node:events";
import { type Client, createClient, iamToken } from "../../src/index.js";
import { createRandom } from "../../src/sandbox/random.js";
import { startSandbox } from "../../src/sandbox/server.js";
import { type ClientScenario, documentedClient, type ScenarioContext, type ScenarioResult, type Tally } from "./client-scenario.js";
import { createSoakClock } from "./clock.js";
import { createFaultPlan } from "./fault-plan.js";
import { checkInvariants, type Violation } from "./invariants.js";
import { CANARY, createLeakDetector } from "./leak-detector.js";
import { isDownload, type ProxyOptions, startProxy } from "./proxy.js";
import { createVideoCase, type VideoCase } from "./request-factory.js";
import { abortListenerCount, activeResources, excessiveHeapGrowth, leakedResources, measureHeap, watchProcess } from "./resources.js";
import { createTrafficLog, faultKey } from "./traffic-log.js";

export { formatChecks, formatCounts } from "./report.js";
export { runSharedQuota } from "./shared-quota.js";

export interface SoakOptions {
  readonly videos: number;
  readonly seed: number;
  /** Default: `documentedClient`. */
  readonly scenario?: ClientScenario;
  /** Consecutive parts (default 4), each with a new sandbox, so that remaining heap growth is the client's. */
  readonly parts?: number;
  /** Called with a progress line after each part. */
  readonly onPart?: (line: string) => void;
}

export interface SoakReport {
  readonly videos: number;
  readonly requests: number;
  /** Injected faults by name. */
  readonly faults: ReadonlyMap<string, number>;
  /** Accepted create requests whose response did not reach the client intact. */
  readonly lostResponses: number;
  readonly tally: Readonly<Tally>;
  /** Heap in bytes after each part. */
  readonly heap: readonly number[];
  /** Number of texts scanned for secrets. */
  readonly scannedTexts: number;
  /** Real time. */
  readonly seconds: number;
  readonly virtualHours: number;
  readonly violations: readonly Violation[];
}

/** Videos in progress at the same time. */
const CONCURRENCY = 100;

/** Clock skew of the clients in milliseconds, part by part. */
const CLOCK_SKEWS = [0, 3_600_000, -3_600_000, 1_200_000];

/** Share of create requests that must lose their response, so that the run tests recovery. */
const MIN_LOST_RESPONSES = 0.05;

const credentials = { accessKey: "AKIDOFTHESOAK0000000", secretKey: `${CANARY}secret-key`, securityToken: `${CANARY}security-token` };
const user = { user: "soak", password: `${CANARY}password`, domain: "soak" };
const projectId = "0123456789abcdef0123456789abcdef";

/** Creates and downloads videos through the fault proxy, and checks the invariants against the tasks of the sandbox. */
export async function runSoak({ videos, seed, scenario = documentedClient, parts = 4, onPart }: SoakOptions): Promise<SoakReport> {
  const startedAt = performance.now();
  const violations: Violation[] = [];
  const reporter =
    (check: Violation["check"]) =>
    (message: string): void =>
      void violations.push({ check, message });
  const reportLeak = reporter("leak");
  const tally: Tally = {
    errors: 0,
    foundByCreateAndWait: 0,
    foundByFind: 0,
    resumed: 0,
    crashes: 0,
    rejected: 0,
    recreated: 0,
    downloads: 0,
  };
  const heap: number[] = [];

  const resourcesBefore = activeResources();
  const stopWatchingProcess = watchProcess(reporter("process"));
  const detector = createLeakDetector();
  const stopWatchingOutput = detector.watchOutput();
  const clock = createSoakClock(Date.UTC(2026, 0, 1));
  const traffic = createTrafficLog(clock.now);
  let [upstreamUrl, skew, plan] = ["", 0, createFaultPlan(seed)];
  const draw: ProxyOptions["draw"] = (request) => plan(faultKey(request), isDownload(request));
  const proxy = await startProxy({ clock, upstreamUrl: () => upstreamUrl, draw, onExchange: traffic.record });
  const { fraction: random } = createRandom(seed, "jitter");
  const client = (kind: "keys" | "token"): Client =>
    createClient({
      baseUrl: proxy.url,
      projectId,
      credentials: kind === "keys" ? credentials : iamToken({ ...user, project: "soak" }),
      fetch: proxy.fetch,
      clock: { ...clock, now: () => clock.now() + skew },
      random,
      logger: detector.logger,
      onDrift: (drift) => detector.scanValue("a drift", drift),
    });
  const clients = [client("keys"), client("token")] as const;
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const contextFor = ({ name }: VideoCase, index: number): ScenarioContext => ({
    client: clients[index % 2] ?? clients[0],
    createOtherClient: () => client(index % 2 === 0 ? "token" : "keys"),
    clock,
    signal: controller.signal,
    tally,
    onCreate: traffic.onCreate,
    logError: (error) => {
      detector.scanValue("an error", error);
      traffic.note(name, `${error}`);
    },
    reportViolation: reporter("client"),
  });

  for (let part = 0; part < parts; part += 1) {
    const options = { seed: seed * parts + part, projectId, credentials, user, now: clock.now, onCallback: () => undefined };
    const sandbox = await startSandbox(options);
    [upstreamUrl, skew, plan] = [sandbox.url, CLOCK_SKEWS[part % CLOCK_SKEWS.length] ?? 0, createFaultPlan(seed)];
    const cases = indexesOfPart(videos, part, parts).map(createVideoCase);
    const run = (video: VideoCase, index: number): Promise<ScenarioResult> => scenario(video, contextFor(video, index));
    const results = await clock.run(withConcurrency(cases, run, reporter("client")));
    const ledger = { tasks: sandbox.tasks.all(), createCount: sandbox.tasks.createCount() };
    for (const { name, check, message } of checkInvariants(cases, results, ledger))
      violations.push({ check, message: [message, ...traffic.historyOf(name)].join("\n  ") });
    traffic.clear();
    if (abortListenerCount(controller.signal) > 0) reportLeak(`${abortListenerCount(controller.signal)} listeners of the caller's signal`);
    if (clock.pendingTimers() > 0) reportLeak(`${clock.pendingTimers()} timers of the injected clock`);
    await sandbox.close();
    if (parts > 1) heap.push(await measureHeap());
    onPart?.(`${cases.length} videos, ${traffic.counts.requests} requests so far, heap ${((heap.at(-1) ?? 0) / 1e6).toFixed(1)} MB`);
  }
  detector.scanValue("a client", clients);
  await proxy.close();
  stopWatchingOutput();
  stopWatchingProcess();

  const { requests, lostResponses } = traffic.counts;
  for (const resource of await leakedResources(resourcesBefore)) reportLeak(resource);
  for (const leak of detector.leaks) reporter("secret")(leak);
  if (lostResponses < videos * MIN_LOST_RESPONSES) reporter("coverage")(`only ${lostResponses} of ${videos} create responses were lost`);
  const growth = excessiveHeapGrowth(heap, videos);
  if (growth !== undefined) reporter("memory")(growth);
  return {
    videos,
    requests,
    faults: traffic.faults,
    lostResponses,
    tally,
    heap,
    scannedTexts: detector.scannedCount(),
    seconds: (performance.now() - startedAt) / 1_000,
    virtualHours: clock.monotonic() / 3_600_000,
    violations,
  };
}

function indexesOfPart(videos: number, part: number, parts: number): number[] {
  const [first, end] = [part, part + 1].map((edge) => Math.round((videos * edge) / parts)) as [number, number];
  return Array.from({ length: end - first }, (_, index) => first + index);
}

/** Runs the scenario for all cases, CONCURRENCY at a time, and reports errors that it throws. */
async function withConcurrency(
  cases: readonly VideoCase[],
  run: (video: VideoCase, index: number) => Promise<ScenarioResult>,
  report: (message: string) => void,
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  const queue = cases.entries();
  const worker = async (): Promise<void> => {
    for (const [index, video] of queue) {
      try {
        results.push(await run(video, index));
      } catch (error) {
        report(`${video.name} threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
}
