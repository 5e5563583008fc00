import { EventEmitter } from "node:events";
import { Readable, Writable } from "node:stream";
import { main } from "../../../src/cli/main.js";
import type { OutputStream } from "../../../src/cli/process-context.js";
import { type Clock, systemClock } from "../../../src/core/clock.js";
import type { CliResult } from "./cli-process.js";

/** Sends a signal to the CLI. */
export type SendSignal = (name: "SIGINT" | "SIGTERM") => void;

export interface RunInProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** How many times faster than real time the clock of the client is. */
  readonly clockSpeed?: number;
  /** Makes both output streams a terminal of this width. */
  readonly terminal?: { readonly columns: number };
  /** Called with each chunk written to either stream. */
  readonly onOutput?: (text: string, sendSignal: SendSignal) => void;
  /** Called before the CLI starts. */
  readonly onStart?: (sendSignal: SendSignal) => void;
}

/** Runs the CLI in this process with its own streams, and without the environment of this machine. */
export async function runInProcess(args: readonly string[], options: RunInProcessOptions = {}): Promise<CliResult> {
  const written = { stdout: "", stderr: "" };
  const signals = new EventEmitter();
  const sendSignal: SendSignal = (name) => void signals.emit(name);
  const createStream = (name: "stdout" | "stderr"): OutputStream => {
    const stream = new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        written[name] += text;
        options.onOutput?.(text, sendSignal);
        done();
      },
    });
    return Object.assign(stream, options.terminal && { isTTY: true, ...options.terminal });
  };
  const input = options.input ?? "";
  const process = {
    env: { HUAWEICLOUD_SDK_CREDENTIALS_FILE: "/does/not/exist", ...options.env },
    stdin: Readable.from(input.length === 0 ? [] : [Buffer.from(input)]),
    stdout: createStream("stdout"),
    stderr: createStream("stderr"),
    exitCode: 0,
    ...(options.clockSpeed !== undefined && { clock: createFastClock(options.clockSpeed) }),
    once: signals.once.bind(signals),
    off: signals.off.bind(signals),
  };
  options.onStart?.(sendSignal);
  await main(args, process);
  return { code: process.exitCode, ...written };
}

/** The system clock, sped up: a pause of a minute takes a second at speed 60. */
function createFastClock(speed: number): Clock {
  const [start, startMonotonic] = [systemClock.now(), systemClock.monotonic()];
  const elapsed = (): number => (systemClock.monotonic() - startMonotonic) * speed;
  return {
    now: () => start + elapsed(),
    monotonic: elapsed,
    // a timeout guards a request, which takes real time
    sleep: (ms, signal, purpose) => systemClock.sleep(purpose === "timeout" ? ms : ms / speed, signal, purpose),
  };
}
