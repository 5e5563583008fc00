import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { type SandboxServer, startSandbox } from "../../src/sandbox/server.js";
import type { Run } from "./cli-process.js";
import { type WithinOptions, within } from "./run-in-process.js";

/** A sandbox and an empty folder for each test of a file. */
export interface Place {
  readonly server: SandboxServer;
  /** A path in the folder. */
  at(name: string): string;
  /** What a command with the service finds in its environment. */
  env(): Record<string, string>;
  /** Runs the program in this process, against the sandbox. */
  run(args: readonly string[], options?: WithinOptions): Promise<Run>;
}

export function eachWithSandbox(): Place {
  let server: SandboxServer | undefined;
  let folder = "";
  beforeEach(async () => {
    server = await startSandbox({ speed: 0, throttle: false });
    folder = mkdtempSync(join(tmpdir(), "cli-"));
  });
  afterEach(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const there = (): SandboxServer => {
    if (server === undefined) throw new Error("no sandbox outside of a test");
    return server;
  };
  const env = () => ({
    METASTUDIO_BASE_URL: there().url,
    METASTUDIO_TOKEN: there().token,
    HUAWEICLOUD_SDK_PROJECT_ID: there().projectId,
  });
  return {
    get server() {
      return there();
    },
    at: (name) => join(folder, name),
    env,
    run: (args, options = {}) => within(args, { ...options, env: { ...env(), ...options.env } }),
  };
}

/** Does something once, when a word is said. */
export function once(word: string, act: (signal: (name: "SIGINT" | "SIGTERM") => void) => void): NonNullable<WithinOptions["heard"]> {
  let done = false;
  return (text, signal) => {
    if (done || !text.includes(word)) return;
    done = true;
    act(signal);
  };
}
