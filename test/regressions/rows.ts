/** A reported fault and a test that fails on the source in which it was reported. */
export interface Row {
  readonly fault: string;
  /** Path below test/unit. A type test (`.test-d.ts`) must not compile. */
  readonly file: string;
  /** Part of the full title of the test. */
  readonly title: string;
}

/** The last commit before the first fix. */
export const BASELINE = "75388b67ba531d13b4c9e94e32e4d67c0c388939";

/** Faults by ID: K for the client, C for the command line, S for the sandbox. */
export const rows: Readonly<Record<string, Row>> = {
  K1: row("the consumer's time counts against a deadline", "tasks/poll-responses", "in waitAll: 120 tasks, 35 s for each result"),
  K2: row("stale credentials", "http/rate-limiter", "credentials that live 15 minutes are never used after they expire"),
  K3: row("one throttled call does not slow the others", "http/rate-limiter", "a service that accepts one request every 5 s"),
  K4: row("the own queue counts against retry.deadlineMs", "http/rate-limiter", "waiting for the own rate limit does not count"),
  K5: row("a callback of the caller loses state", "tasks/poll-responses", "wait awaits onUpdate and adds the job ID to its error"),
  K6: row("recovery data is incomplete", "tasks/create", "includes the default user of the client"),
  K7: row("polling without a delay", "tasks/poll-responses", 'for a response with Retry-After "0"'),
  K8: row("canceled calls keep their place", "http/rate-limiter", "300 of them give their places to the next call"),
  K9: row("eventual consistency", "tasks/poll-responses", "is awaited by wait, but an unknown task is not"),
  K10: row("no upper bound while a key is unverified", "http/rate-limiter", "20 calls with an access key that is not verified"),
  K11: row("a credential provider that never responds", "auth/authenticator", "is left after 60 s, and the call fails with a timeout"),
  K12: row("ambiguous although nothing was sent", "http/transport", "an expired certificate: not retried, not ambiguous"),
  K13: row("an older task taken for the new one", "videos/advance", "does not take a canceled task of this client for the new one"),
  K14: row("a response about something else", "tasks/poll-responses", "ends a wait at once: no state"),
  K15: row("a caching fetch", "http/transport", "every request asks the runtime not to use a cached response"),
  K16: row("foreign text in messages", "http/transport", "are redacted in request ID, content type, error code and message"),
  K17: row("names from the network used as paths", "assets/save-to", "stays in the directory, whatever name the service reports"),
  K18: { fault: "types", file: "client/types.test-d.ts", title: "" },
  K19: row("files that change while they are read", "assets/download", "without an MD5: weak entity tags"),
  K20: row("a wrong first Date header", "auth/authenticator", "ignores a Date that is no HTTP date"),
  K21: row("several processes share a quota", "http/rate-limiter", "four clients with 100 calls each share a quota"),
  C1: row("two writers on one terminal line", "cli/terminal", "the result of wait is on a line without the progress"),
  C2: row("foreign text on a terminal", "cli/usage", "control sequences in a key are escaped"),
  C3: row("paid twice by a second run", "cli/create", "--unless-exists prints the earlier task and creates none"),
  C4: row("unchecked filters", "cli/usage", '["list","--state","FOO"]'),
  C5: row("one fault floods", "cli/check", "prints one error, and one line for all rules that depend on it"),
  C6: row("wrong hints", "cli/service", "wait explains a failed task and does not suggest to retry the request"),
  C7: row("too old a Node", "package/build", "18.20.8"),
  C8: row("wrong kind of file", "cli/usage", '["preview","task.json","-o","out.png"]'),
  C9: row("a subtitle box above the canvas", "contract/facts", "rule 'subtitle-top-edge'"),
  C10: row("an empty or missing home", "node/credentials", "an empty home directory is an error"),
  C11: row("several processes, one file", "cli/download", "several downloads of one file do not disturb each other"),
  S1: row("the sandbox for other programs", "cli/service", "takes token, seed and faults, and prints a key and a user that work"),
  S2: row("request targets that are no plain path", "sandbox/server", "returns 404 for the target //evil.example"),
  S3: row("no bounds", "sandbox/server", "rejects the speed 100000000000000"),
};

function row(fault: string, file: string, title: string): Row {
  return { fault, file: `${file}.test.ts`, title };
}
