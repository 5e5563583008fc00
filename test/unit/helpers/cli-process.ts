import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { bundle, bundlePrograms } from "../../../scripts/build/bundle.js";
import { writeContract } from "../../../scripts/build/contract.js";
import { readEntryPoints, readPrograms } from "../../../scripts/build/entry-points.js";
import { writePlayground } from "../../../scripts/docs/playground.js";
import { main } from "../../../src/cli/main.js";
import type { OutputStream } from "../../../src/cli/output.js";
import { type Clock, systemClock } from "../../../src/core/clock.js";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Result of a CLI run. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Called as soon as the process is spawned. */
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

/** The bundled CLI in its own directory. */
export interface InstalledCli {
  readonly folder: string;
  /** Runs the CLI as a process, without the environment of this machine. */
  run(args: readonly string[], options?: RunOptions): Promise<CliResult>;
  remove(): void;
}

/** Bundles the CLI like `npm run build`, once per test process, and copies it to a new directory. */
export async function installCli(): Promise<InstalledCli> {
  bundled ??= bundleCli();
  const source = await bundled;
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  // dependencies that are not bundled
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  cpSync(join(source, "package.json"), join(folder, "package.json"));
  cpSync(join(source, "dist"), join(folder, "dist"), { recursive: true });
  mkdirSync(join(folder, "home"));
  return {
    folder,
    run: (args, options) => run(folder, args, options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

let bundled: Promise<string> | undefined;

async function bundleCli(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cli-bundle-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["src", "generated", "node_modules"]) symlinkSync(join(root, name), join(folder, name));
  for (const name of ["package.json", "openapi.yaml"]) copyFileSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, "dist"));
  await Promise.all([bundle(folder, readEntryPoints(folder)), bundlePrograms(folder, readPrograms(folder)), writePlayground(folder)]);
  writeContract(folder);
  return folder;
}

/** Returns an `onStart` option that calls `act` once the output contains the text. */
export const whenOutput =
  (text: string, act: (child: ChildProcessWithoutNullStreams) => void, stream: "stdout" | "stderr" = "stderr") =>
  (child: ChildProcessWithoutNullStreams): void => {
    let output = "";
    let done = false;
    child[stream].on("data", (chunk: string) => {
      output += chunk;
      if (done || !output.includes(text)) return;
      done = true;
      act(child);
    });
  };

function run(folder: string, args: readonly string[], { env = {}, input, onStart }: RunOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const home = join(folder, "home");
    const child = spawn(process.execPath, [join(folder, "dist/cli.cjs"), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: home, USERPROFILE: home, ...env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    // the CLI can exit before it has read all of its input
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", reject).on("close", (code) => resolve({ code, stdout, stderr }));
    onStart?.(child);
  });
}

/** Sends a signal to the CLI. */
export type SendSignal = (name: "SIGINT" | "SIGTERM") => void;

export interface RunInProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** How many times faster than real time the clock of the client is. */
  readonly clockSpeed?: number;
  /** The clock of the client, instead of one with a speed. */
  readonly clock?: Clock;
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
    ...(options.clock && { clock: options.clock }),
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

/** A sandbox and an empty directory for one test. */
interface CliSandbox {
  readonly server: SandboxServer;
  /** Returns a path in the directory. */
  at(name: string): string;
  /** Returns the environment variables that select the sandbox. */
  env(): Record<string, string>;
  /** Runs the CLI in this process against the sandbox. */
  run(args: readonly string[], options?: RunInProcessOptions): Promise<CliResult>;
}

/** Starts a new sandbox and creates an empty directory before each test of the file. */
export function useCliSandbox(): CliSandbox {
  let current: SandboxServer | undefined;
  let directory = "";
  let now = Date.now;
  beforeEach(async () => {
    now = Date.now;
    // responses have the time of the client, which would otherwise correct its clock to the real time
    current = await startSandbox({ speed: 0, throttle: false, now: () => now() });
    directory = mkdtempSync(join(tmpdir(), "cli-"));
  });
  afterEach(async () => {
    await current?.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const server = (): SandboxServer => {
    if (current === undefined) throw new Error("the sandbox runs only during a test");
    return current;
  };
  const env = () => ({
    METASTUDIO_BASE_URL: server().url,
    METASTUDIO_TOKEN: server().token,
    HUAWEICLOUD_SDK_PROJECT_ID: server().projectId,
  });
  return {
    get server() {
      return server();
    },
    at: (name) => join(directory, name),
    env,
    run: (args, { clockSpeed, ...options } = {}) => {
      const clock = clockSpeed === undefined ? undefined : createFastClock(clockSpeed);
      now = clock?.now ?? Date.now;
      return runInProcess(args, { ...options, ...(clock && { clock }), env: { ...env(), ...options.env } });
    },
  };
}

/** Returns an `onOutput` option that calls `act` the n-th time a chunk contains the text; the first time by default. */
export function whenPrinted(text: string, act: (sendSignal: SendSignal) => void, times = 1): NonNullable<RunInProcessOptions["onOutput"]> {
  let remaining = times;
  return (chunk, sendSignal) => {
    if (!chunk.includes(text)) return;
    remaining -= 1;
    if (remaining === 0) act(sendSignal);
  };
}
