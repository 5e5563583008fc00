import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, bundlePrograms } from "../../../scripts/build/bundle.js";
import { writeContract } from "../../../scripts/build/contract.js";
import { readEntryPoints, readPrograms } from "../../../scripts/build/entry-points.js";
import { writePlayground } from "../../../scripts/docs/playground.js";

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
