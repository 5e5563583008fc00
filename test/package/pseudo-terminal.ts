import { spawn, spawnSync } from "node:child_process";

/** How a program ended that ran on a terminal. */
export interface Session {
  readonly code: number | null;
  /** Everything the terminal was sent, as it was sent; line ends are `\r\n`. */
  readonly screen: string;
}

/** What somebody at the terminal can do. */
export interface Keyboard {
  /** Ctrl-C: the terminal sends SIGINT to what runs on it. */
  interrupt(): void;
  /** SIGTERM to the program, from elsewhere. */
  terminate(): void;
}

export interface SessionOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called with all that was seen, whenever there is more; once it has acted it is not asked again. */
  readonly react?: (screen: string, keyboard: Keyboard) => boolean;
}

/** Why there is no pseudo-terminal here, or nothing when there is one. */
export function missingTerminal(program = "script"): string | undefined {
  const { stdout = "" } = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (/util-linux/.test(stdout ?? "")) return undefined;
  return `${program} of util-linux is not available (Debian: apt-get install bsdutils); without it there is no pseudo-terminal to ask`;
}

/** Runs a command on a pseudo-terminal of its own, 100 columns wide, by `script` of util-linux. */
export function onTerminal(command: readonly string[], { env, react }: SessionOptions): Promise<Session> {
  const line = `stty cols 100 rows 30; echo "pid $$"; exec ${command.map(quoted).join(" ")}`;
  const child = spawn("script", ["-q", "-e", "-c", line, "/dev/null"], { env: { PATH: process.env.PATH, TERM: "xterm", ...env } });
  let screen = "";
  let acted = react === undefined;
  const keyboard: Keyboard = {
    interrupt: () => void child.stdin.write("\u0003"),
    terminate: () => void process.kill(Number(/^pid (\d+)/m.exec(screen)?.[1]), "SIGTERM"),
  };
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        screen += text;
        if (!acted) acted = react?.(screen, keyboard) ?? true;
      });
    }
    child.stdin.on("error", () => undefined);
    child.on("error", reject).on("close", (code) => resolve({ code, screen }));
  });
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
