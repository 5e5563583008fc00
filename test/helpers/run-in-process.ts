import { EventEmitter } from "node:events";
import { Readable, Writable } from "node:stream";
import { main } from "../../src/cli/main.js";
import type { Sink } from "../../src/cli/process-context.js";
import type { Run } from "./cli-process.js";

export interface WithinOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Both outputs are a terminal, this wide. */
  readonly terminal?: { readonly columns: number };
  /** Hears everything that is said, as it is said; `signal` does what Ctrl-C does. */
  readonly heard?: (text: string, signal: (name: "SIGINT" | "SIGTERM") => void) => void;
  /** Gets `signal` before anything is said. */
  readonly begun?: (signal: (name: "SIGINT" | "SIGTERM") => void) => void;
}

/** Runs the program in this process, on streams of our own, with nothing of this machine's settings in its environment. */
export async function within(args: readonly string[], options: WithinOptions = {}): Promise<Run> {
  const said = { stdout: "", stderr: "" };
  const signals = new EventEmitter();
  const sink = (name: "stdout" | "stderr"): Sink => {
    const stream = new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        said[name] += text;
        options.heard?.(text, (signal) => signals.emit(signal));
        done();
      },
    });
    return Object.assign(stream, options.terminal && { isTTY: true, ...options.terminal });
  };
  const input = options.input ?? "";
  const host = {
    env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/there/is/no/such/file", ...options.env },
    stdin: Readable.from(input.length === 0 ? [] : [Buffer.from(input)]),
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    exitCode: 0,
    once: signals.once.bind(signals),
    off: signals.off.bind(signals),
  };
  options.begun?.((signal) => signals.emit(signal));
  await main(args, host);
  return { code: host.exitCode, ...said };
}
