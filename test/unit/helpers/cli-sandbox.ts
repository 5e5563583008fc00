import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type SandboxServer, startSandbox } from "../../../src/sandbox/server.js";
import type { CliResult } from "./cli-process.js";
import { type RunInProcessOptions, runInProcess, type SendSignal } from "./run-in-process.js";

/** A sandbox and an empty directory for one test. */
export interface CliSandbox {
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
  beforeEach(async () => {
    current = await startSandbox({ speed: 0, throttle: false });
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
    run: (args, options = {}) => runInProcess(args, { ...options, env: { ...env(), ...options.env } }),
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
