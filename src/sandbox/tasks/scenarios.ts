import { type Duration, milliseconds } from "../clock.js";

/** Phase of a task. The contract maps each phase to a state of the operation. */
export type Phase = "absent" | "waiting" | "working" | "unknown" | "succeeded" | "failed" | "canceled" | "blocked";

/** A phase, and the time after the creation of the task at which it begins. */
export type Step = readonly [after: Duration, phase: Phase];

/**
 * An injected fault. `unavailable`: 503. `internal-error`: 500. `reset`: the connection is reset. `truncated`: the body ends early.
 * `html`: 502 with an HTML body. `lost-response`: the request is processed, then the connection is reset.
 */
export type Fault = (typeof FAULTS)[number];
export const FAULTS = ["unavailable", "internal-error", "reset", "truncated", "html", "lost-response"] as const;

/** Simulated behavior of the service, for the whole sandbox or for one task. */
export interface Scenario {
  readonly description: string;
  readonly timeline: readonly Step[];
  /** Returns the documented example unchanged, including its errors. */
  readonly verbatim?: boolean;
  /** Faults of consecutive requests, repeated cyclically; `none` leaves a request unaffected. */
  readonly faults?: readonly (Fault | "none")[];
  /** Processes every other request that changes state, and then resets the connection instead of responding. */
  readonly dropsResponses?: boolean;
  /** Minimum time between two requests, in milliseconds; earlier requests get 429. */
  readonly minIntervalMs?: number;
  /** From this time after the start of the scenario, tokens issued earlier are rejected. */
  readonly tokensExpireAfter?: Duration;
  /** How far the gateway's clock is ahead; also shifts the timestamps of tasks. */
  readonly skew?: Duration;
  /** Number of created tasks of an owner that can run at the same time; further create requests get `MSS.20010056`. */
  readonly maxRunning?: number;
  /** Number of video URLs that have already expired when they are returned. */
  readonly expiredUrls?: number;
}

/** Creates a timeline from the times at which phases begin, in their order. */
const phases = (times: Readonly<Partial<Record<Phase, Duration>>>): readonly Step[] =>
  Object.entries(times).map(([phase, after]) => [after, phase as Phase]);

const HAPPY_TIMELINE = phases({ waiting: "0s", working: "30s", succeeded: "90s" });

/** All scenarios by name. */
export const scenarios = {
  happy: { description: "waits 30 s, processes 60 s, succeeds", timeline: HAPPY_TIMELINE },
  slow: {
    description: "waits 15 min, processes 30 min, succeeds",
    timeline: phases({ waiting: "0s", working: "15m", succeeded: "45m" }),
  },
  fails: {
    description: "fails after 60 s of processing, with the reason in error_info",
    timeline: phases({ waiting: "0s", working: "30s", failed: "90s" }),
  },
  blocked: {
    description: "is frozen after 30 s of processing",
    timeline: phases({ waiting: "0s", working: "30s", blocked: "60s" }),
  },
  canceled: {
    description: "is canceled after 20 s in the queue",
    timeline: phases({ waiting: "0s", canceled: "20s" }),
  },
  "doc-example": {
    description: "returns the example of the API documentation unchanged",
    timeline: phases({ succeeded: "0s" }),
    verbatim: true,
  },
  "unknown-state": {
    description: "passes through an undocumented state, then succeeds",
    timeline: phases({ waiting: "0s", unknown: "30s", working: "60s", succeeded: "90s" }),
  },
  "not-found-at-first": {
    description: "returns 404 for the first 5 s, then behaves like happy",
    timeline: phases({ absent: "0s", waiting: "5s", working: "30s", succeeded: "90s" }),
  },
  "token-expires": {
    description: "after 60 s, rejects all tokens issued earlier",
    timeline: HAPPY_TIMELINE,
    tokensExpireAfter: "60s",
  },
  throttled: {
    description: "accepts one request every 5 s, rejects others with 429 and Retry-After",
    timeline: HAPPY_TIMELINE,
    minIntervalMs: 5_000,
  },
  "flaky-5xx": {
    description: "responds with 503, then 500, then normally, in a cycle",
    timeline: HAPPY_TIMELINE,
    faults: ["unavailable", "internal-error", "none"],
  },
  reset: { description: "resets every other connection before the response", timeline: HAPPY_TIMELINE, faults: ["reset", "none"] },
  "lost-response": {
    description: "processes every other create and cancel request, then resets the connection before the response",
    timeline: HAPPY_TIMELINE,
    dropsResponses: true,
  },
  truncated: { description: "truncates the body of every other response", timeline: HAPPY_TIMELINE, faults: ["truncated", "none"] },
  "html-502": {
    description: "responds to every other request with 502 and an HTML body",
    timeline: HAPPY_TIMELINE,
    faults: ["html", "none"],
  },
  skewed: { description: "has a gateway clock that is one hour ahead", timeline: HAPPY_TIMELINE, skew: "1h" },
  "too-many-tasks": {
    description: "runs two tasks at a time, rejects other create requests with 400 MSS.20010056",
    timeline: HAPPY_TIMELINE,
    maxRunning: 2,
  },
  "url-expired": { description: "returns an expired video URL first, then valid ones", timeline: HAPPY_TIMELINE, expiredUrls: 1 },
} as const satisfies Record<string, Scenario>;

/** Name of a scenario. */
export type ScenarioName = keyof typeof scenarios;

/** Whether a text is the name of a scenario. */
export function isScenarioName(text: string): text is ScenarioName {
  return Object.hasOwn(scenarios, text);
}

/** Finds the scenario that an ID or a name selects with its prefix, such as the task ID `fails-7`. */
export function matchScenario(id: string): ScenarioName | undefined {
  return (Object.keys(scenarios) as ScenarioName[]).find((name) => id === name || id.startsWith(`${name}-`));
}

/** Returns the phase of a task `age` milliseconds after its creation, and the age at which that phase began. */
export function phaseAt(timeline: readonly Step[], age: number): { readonly phase: Phase; readonly since: number } {
  let current: { phase: Phase; since: number } = { phase: "absent", since: 0 };
  for (const [after, phase] of timeline) {
    const since = milliseconds(after);
    if (since <= age) current = { phase, since };
  }
  return current;
}
