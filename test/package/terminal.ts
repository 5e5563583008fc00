import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { waitForOutput } from "../helpers/processes.js";

const CLI = `${root}dist/cli.cjs`;
const ESCAPE = "\u001b";
const CLEAR_LINE = `\r${ESCAPE}[2K`;

/** Runs the built CLI on a pseudo-terminal, against its own sandbox. */
export async function checkTerminal(): Promise<StepResult> {
  const missing = findMissingTerminal();
  if (missing !== undefined) return { ok: false, note: "no pseudo-terminal available", output: missing };
  const folder = mkdtempSync(join(tmpdir(), "terminal-"));
  const { sandbox, env } = await startSandbox();
  try {
    const invalidFile = join(folder, "size.json");
    writeFileSync(invalidFile, '{"width": "x"}');
    const cases = createCases(env, invalidFile);
    const failures = [];
    for (const { name, args, options, check } of cases) {
      const session = await runOnTerminal([process.execPath, CLI, ...args], { ...options, env: { ...env, ...options?.env } });
      const failure = check(session).find((message) => message !== undefined);
      if (failure !== undefined)
        failures.push(`${name}: ${failure}; exit code ${session.code}, screen:\n${JSON.stringify(session.screen)}`);
    }
    if (failures.length > 0)
      return { ok: false, note: `${failures.length} of ${cases.length} sessions failed`, output: failures.join("\n\n") };
    return { ok: true, note: `${cases.length} sessions: progress line, colors, Ctrl-C, SIGTERM` };
  } finally {
    sandbox.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One session; `check` returns messages for unmet expectations. */
interface SessionCase {
  readonly name: string;
  readonly args: readonly string[];
  readonly options?: Partial<SessionOptions>;
  readonly check: (session: TerminalSession) => (string | undefined)[];
}

function createCases(env: Readonly<Record<string, string>>, invalidFile: string): readonly SessionCase[] {
  const waitSlow = ["wait", "slow-1", "--poll-interval", "100ms"];
  const checkInvalid = ["check", invalidFile, "--schema", "LayerSizeConfig"];
  return [
    {
      name: "wait",
      args: ["wait", "happy-1", "--poll-interval", "100ms"],
      check: (session) => {
        return [
          expectCode(session, 0),
          expectMatch(session, new RegExp(`${escapeRegExp(CLEAR_LINE)}happy-1 {2}WAITING {2}\\d+:\\d\\d, next poll in `)),
          expectText(session, `${CLEAR_LINE}happy-1  PROCESSING  `),
          // the progress is cleared before the result is printed on the same terminal
          expectMatch(
            session,
            new RegExp(`${escapeRegExp(CLEAR_LINE)}happy-1\\tSUCCEED\\t\\S+\\r\\nNext: metastudio-video download --job happy-1\\r\\n$`),
          ),
          session.screen.split("\r\n").filter((line) => line.includes("happy-1")).length === 2 ? undefined : "expected two lines",
        ];
      },
    },
    {
      name: "Ctrl-C",
      args: waitSlow,
      options: { onOutput: whenOutput("WAITING", (controls) => controls.interrupt()) },
      check: (session) => expectInterrupted(session, "SIGINT"),
    },
    {
      name: "SIGTERM",
      args: waitSlow,
      options: { onOutput: whenOutput("WAITING", (controls) => controls.terminate()) },
      check: (session) => expectInterrupted(session, "SIGTERM"),
    },
    { name: "colors", args: checkInvalid, check: (session) => [expectCode(session, 3), expectText(session, `${ESCAPE}[31merror`)] },
    {
      name: "NO_COLOR",
      args: checkInvalid,
      options: { env: { ...env, NO_COLOR: "1" } },
      check: (session) => [
        expectCode(session, 3),
        expectText(session, "error "),
        session.screen.includes(ESCAPE) ? "expected no escape sequence" : undefined,
      ],
    },
  ];
}

const expectCode = ({ code }: TerminalSession, expected: number) => (code === expected ? undefined : `expected exit code ${expected}`);

const expectText = ({ screen }: TerminalSession, text: string) => (screen.includes(text) ? undefined : `expected ${JSON.stringify(text)}`);

const expectMatch = ({ screen }: TerminalSession, pattern: RegExp) => (pattern.test(screen) ? undefined : `expected a match of ${pattern}`);

const expectInterrupted = (session: TerminalSession, signal: string) => [
  expectCode(session, 130),
  // the progress line is cleared before the message
  expectText(session, `${CLEAR_LINE}Interrupted (${signal}).\r\njob slow-1: last seen WAITING\r\n`),
  expectText(session, "Resume: metastudio-video wait slow-1 --poll-interval 100ms\r\n"),
];

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Returns an `onOutput` option that calls `act` once the screen contains the text. */
const whenOutput =
  (text: string, act: (controls: TerminalControls) => void): NonNullable<SessionOptions["onOutput"]> =>
  (screen, controls) => {
    if (!screen.includes(text)) return false;
    act(controls);
    return true;
  };

/**
 * Starts the sandbox of the built CLI, 15 times as fast as real time: each state lasts seconds, so that a busy process sees it. Returns
 * the environment variables that it prints.
 */
async function startSandbox(): Promise<{ sandbox: ChildProcess; env: Record<string, string> }> {
  const sandbox = spawn(process.execPath, [CLI, "sandbox", "--speed", "15", "--json"], { stdio: ["ignore", "pipe", "inherit"] });
  const [text] = await waitForOutput(sandbox, /^.*\n\}\n$/s).catch((error: Error) => {
    throw new Error(`${error.message}\nrun npm run build first`);
  });
  const { environment } = JSON.parse(text) as { readonly environment: Record<string, string> };
  return { sandbox, env: environment };
}

/** Result of a program that ran on a pseudo-terminal. */
export interface TerminalSession {
  readonly code: number | null;
  /** Everything written to the terminal. Line endings are `\r\n`. */
  readonly screen: string;
}

/** Input to a running session. */
export interface TerminalControls {
  /** Presses Ctrl-C: the terminal sends SIGINT to the program. */
  interrupt(): void;
  /** Sends SIGTERM to the program. */
  terminate(): void;
}

export interface SessionOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with the whole screen on every output, until it returns true. */
  readonly onOutput?: (screen: string, controls: TerminalControls) => boolean;
}

/** Returns an error message if this machine cannot open a pseudo-terminal. */
export function findMissingTerminal(program = "script"): string | undefined {
  const { stdout = "" } = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (/util-linux/.test(stdout ?? "")) return undefined;
  return `${program} of util-linux is not available (Debian: apt-get install bsdutils); it is required to open a pseudo-terminal`;
}

/** Runs a command on a pseudo-terminal of 100 columns, with `script` of util-linux. */
export function runOnTerminal(command: readonly string[], { env, onOutput }: SessionOptions): Promise<TerminalSession> {
  const line = `stty cols 100 rows 30; echo "pid $$"; exec ${command.map(shellQuote).join(" ")}`;
  const child = spawn("script", ["-q", "-e", "-c", line, "/dev/null"], { env: { PATH: process.env.PATH, TERM: "xterm", ...env } });
  let screen = "";
  let done = onOutput === undefined;
  const controls: TerminalControls = {
    interrupt: () => void child.stdin.write("\u0003"),
    terminate: () => void process.kill(Number(/^pid (\d+)/m.exec(screen)?.[1]), "SIGTERM"),
  };
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        screen += text;
        if (!done) done = onOutput?.(screen, controls) ?? true;
      });
    }
    child.stdin.on("error", () => undefined);
    child.on("error", reject).on("close", (code) => resolve({ code, screen }));
  });
}

const shellQuote = (argument: string): string => `'${argument.replaceAll("'", "'\\''")}'`;
