import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, type StepResult } from "../../scripts/task-runner.js";
import { missingTerminal, onTerminal, type Session, type SessionOptions } from "./pseudo-terminal.js";

const PROGRAM = [process.execPath, `${root}dist/cli.cjs`];
const ESCAPE = "\u001b";
const REWRITTEN = `\r${ESCAPE}[2K`;

/** The built command line on a pseudo-terminal, beside its own sandbox. */
export async function terminal(): Promise<StepResult> {
  const missing = missingTerminal();
  if (missing !== undefined) return { ok: false, note: "not asked: there is no pseudo-terminal", output: missing };
  const folder = mkdtempSync(join(tmpdir(), "terminal-"));
  const { sandbox, env } = await startSandbox();
  try {
    writeFileSync(join(folder, "size.json"), '{"width": "x"}');
    const faults = [];
    for (const [name, look] of Object.entries(looks(env, join(folder, "size.json")))) {
      const { session, fault } = await look();
      if (fault !== undefined)
        faults.push(`${name}: ${fault}; it ended with ${session.code} and showed\n${JSON.stringify(session.screen)}`);
    }
    const count = Object.keys(looks(env, "")).length;
    if (faults.length > 0) return { ok: false, note: `${faults.length} of ${count} are not so`, output: faults.join("\n\n") };
    return { ok: true, note: `${count} sessions: the rewritten line, colours, Ctrl-C, SIGTERM` };
  } finally {
    sandbox.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

type Look = () => Promise<{ readonly session: Session; readonly fault?: string }>;

/** Sessions, each with what must be seen of it. */
function looks(env: Readonly<Record<string, string>>, file: string): Readonly<Record<string, Look>> {
  const look = (args: readonly string[], more: Partial<SessionOptions>, judge: (session: Session) => (string | undefined)[]): Look => {
    return async () => {
      const session = await onTerminal([...PROGRAM, ...args], { ...more, env: { ...env, ...more.env } });
      const fault = judge(session).find((one) => one !== undefined);
      return fault === undefined ? { session } : { session, fault };
    };
  };
  const ended = ({ code }: Session, expected: number) => (code === expected ? undefined : `exit code ${expected} was expected`);
  const has = ({ screen }: Session, text: string) => (screen.includes(text) ? undefined : `${JSON.stringify(text)} was expected`);
  const lacks = ({ screen }: Session, text: string) => (screen.includes(text) ? `${JSON.stringify(text)} was not expected` : undefined);
  const stopped = (session: Session, signal: string) => [
    ended(session, 130),
    // the line that was being rewritten is ended first
    has(session, `\r\nInterrupted (${signal}).\r\njob slow-1: last seen WAITING\r\n`),
    has(session, "To resume: metastudio-video wait slow-1 --poll-interval 100ms\r\n"),
  ];
  const slow = ["wait", "slow-1", "--poll-interval", "100ms"];
  const broken = ["check", file, "--schema", "LayerSizeConfig"];
  return {
    "a wait": look(["wait", "happy-1", "--poll-interval", "100ms"], {}, (session) => {
      const lines = session.screen.split("\r\n").filter((line) => line.includes("happy-1  "));
      return [
        ended(session, 0),
        has(session, `${REWRITTEN}happy-1  WAITING  0:00, next poll in `),
        has(session, `${REWRITTEN}happy-1  PROCESSING  `),
        lines.length === 1 ? undefined : `one line was expected, not ${lines.length}`,
      ];
    }),
    "Ctrl-C": look(slow, { react: when("WAITING", (keyboard) => keyboard.interrupt()) }, (session) => stopped(session, "SIGINT")),
    SIGTERM: look(slow, { react: when("WAITING", (keyboard) => keyboard.terminate()) }, (session) => stopped(session, "SIGTERM")),
    colours: look(broken, {}, (session) => [ended(session, 3), has(session, `${ESCAPE}[31merror`)]),
    NO_COLOR: look(broken, { env: { NO_COLOR: "1" } }, (session) => [ended(session, 3), has(session, "error "), lacks(session, ESCAPE)]),
  };
}

const when =
  (word: string, act: (keyboard: Parameters<NonNullable<SessionOptions["react"]>>[1]) => void): NonNullable<SessionOptions["react"]> =>
  (screen, keyboard) => {
    if (!screen.includes(word)) return false;
    act(keyboard);
    return true;
  };

/** The sandbox of the same program, and the environment that it prints. A minute takes a second. */
async function startSandbox(): Promise<{ sandbox: ChildProcess; env: Record<string, string> }> {
  const sandbox = spawn(PROGRAM[0] ?? "", [...PROGRAM.slice(1), "sandbox", "--speed", "60", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const text = await new Promise<string>((resolve, reject) => {
    let said = "";
    sandbox.stdout.setEncoding("utf8").on("data", (part: string) => {
      said += part;
      if (said.includes("}")) resolve(said);
    });
    sandbox.once("exit", (code) => reject(new Error(`the sandbox ended with ${code}; is there a build? (npm run build)`)));
  });
  return { sandbox, env: JSON.parse(text) as Record<string, string> };
}
