import { type Duration, milliseconds } from "../duration.js";

/** Where a task stands, in the words that all operations with a waiter share; the contract names the state of each. */
export type Phase = "absent" | "waiting" | "working" | "unknown" | "succeeded" | "failed" | "canceled" | "blocked";

/** From when on a task is in a phase, counted from its creation. */
export type Step = readonly [after: Duration, phase: Phase];

/** What befalls a request on its way: an answer that is no good, or none. */
export type Fault = "unavailable" | "broken" | "reset" | "truncated" | "html";

/** How the service behaves: by name for all tasks, or for one whose id, asset or saved script is called so. */
export interface Scenario {
  readonly description: string;
  readonly course: readonly Step[];
  /** Answers the page's example as it stands, its slips included. */
  readonly verbatim?: boolean;
  /** What befalls one request after another, over and over; `none` lets one through. */
  readonly faults?: readonly (Fault | "none")[];
  /** Every other request that changes something is carried out, and then the connection is lost before its answer. */
  readonly dropsResponses?: boolean;
  /** At most one request in this time; the others are answered 429. */
  readonly minIntervalMs?: Duration;
  /** Tokens issued before this much time had gone by are refused from then on. */
  readonly tokensDieAfter?: Duration;
  /** How far the gateway's clock is ahead; the times of tasks are told by it too. */
  readonly skew?: Duration;
  /** How many of the first links to a task's video have expired when they are handed out. */
  readonly expiredLinks?: number;
}

const happyCourse: readonly Step[] = [
  ["0s", "waiting"],
  ["30s", "working"],
  ["90s", "succeeded"],
];

/** All scenarios by name. */
export const scenarios = {
  happy: { description: "waits 30 s, works 60 s, succeeds", course: happyCourse },
  slow: {
    description: "waits 15 min, works 30 min, succeeds",
    course: [
      ["0s", "waiting"],
      ["15m", "working"],
      ["45m", "succeeded"],
    ],
  },
  fails: {
    description: "fails after 60 s of work, with the reason in error_info",
    course: [
      ["0s", "waiting"],
      ["30s", "working"],
      ["90s", "failed"],
    ],
  },
  blocked: {
    description: "is frozen after 30 s of work",
    course: [
      ["0s", "waiting"],
      ["30s", "working"],
      ["60s", "blocked"],
    ],
  },
  canceled: {
    description: "is canceled while it waits",
    course: [
      ["0s", "waiting"],
      ["20s", "canceled"],
    ],
  },
  "doc-example": { description: "answers the page's example as it stands", course: [["0s", "succeeded"]], verbatim: true },
  "unknown-state": {
    description: "passes through a state that the contract does not list, then succeeds",
    course: [
      ["0s", "waiting"],
      ["30s", "unknown"],
      ["60s", "working"],
      ["90s", "succeeded"],
    ],
  },
  "not-found-at-first": {
    description: "is not found for the first 5 s, then goes the way of happy",
    course: [
      ["0s", "absent"],
      ["5s", "waiting"],
      ["30s", "working"],
      ["90s", "succeeded"],
    ],
  },
  "token-expires": { description: "refuses after 60 s every token issued before", course: happyCourse, tokensDieAfter: "60s" },
  throttled: { description: "takes one request in 5 s, answers the others 429 with Retry-After", course: happyCourse, minIntervalMs: "5s" },
  "flaky-5xx": {
    description: "answers 503, then 500, then properly, over and over",
    course: happyCourse,
    faults: ["unavailable", "broken", "none"],
  },
  reset: { description: "loses every other connection before it answers", course: happyCourse, faults: ["reset", "none"] },
  "lost-answer": {
    description: "carries every other create and cancel out and loses the connection before it answers",
    course: happyCourse,
    dropsResponses: true,
  },
  truncated: { description: "breaks off every other answer half way", course: happyCourse, faults: ["truncated", "none"] },
  "html-502": { description: "answers every other request 502 with a page of HTML", course: happyCourse, faults: ["html", "none"] },
  skewed: { description: "has a gateway whose clock is an hour ahead", course: happyCourse, skew: "1h" },
  "url-expired": { description: "hands out a first link to the video that has expired already", course: happyCourse, expiredLinks: 1 },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

/** Whether a text names a scenario. */
export function isScenarioName(text: string): text is ScenarioName {
  return Object.hasOwn(scenarios, text);
}

/** The scenario that a name asks for by beginning with that of the scenario, as the task id `fails-7` does. */
export function scenarioOf(id: string): ScenarioName | undefined {
  return (Object.keys(scenarios) as ScenarioName[]).find((name) => id === name || id.startsWith(`${name}-`));
}

/** The phase that a task is in, and since when, `age` milliseconds after its creation. */
export function phaseAt(course: readonly Step[], age: number): { readonly phase: Phase; readonly since: number } {
  let current: { phase: Phase; since: number } = { phase: "absent", since: 0 };
  for (const [after, phase] of course) {
    const since = milliseconds(after);
    if (since <= age) current = { phase, since };
  }
  return current;
}
