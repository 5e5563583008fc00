import { spawn, spawnSync } from "node:child_process";

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
