import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, bundlePrograms } from "../../scripts/build/bundle.js";
import { contractAsJson } from "../../scripts/build/contract.js";
import { entryPoints, programs } from "../../scripts/build/entry-points.js";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** How a run ended. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Sees the process as soon as it runs. */
  readonly started?: (child: ChildProcessWithoutNullStreams) => void;
}

/** The program as it is in the package, in a folder of its own. */
export interface Program {
  readonly folder: string;
  /** Runs it to its end, with nothing of this machine's settings in its environment. */
  run(args: readonly string[], options?: RunOptions): Promise<Run>;
  remove(): void;
}

/** Bundles the program as the build does: once for all tests, each of which gets a copy. */
export async function program(): Promise<Program> {
  built ??= build();
  const from = await built;
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  // what the program does not bundle
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  cpSync(join(from, "package.json"), join(folder, "package.json"));
  cpSync(join(from, "dist"), join(folder, "dist"), { recursive: true });
  mkdirSync(join(folder, "home"));
  return {
    folder,
    run: (args, options) => run(folder, args, options),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

let built: Promise<string> | undefined;

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "cli-built-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["src", "generated", "node_modules"]) symlinkSync(join(root, name), join(folder, name));
  for (const name of ["package.json", "openapi.yaml"]) copyFileSync(join(root, name), join(folder, name));
  mkdirSync(join(folder, "dist"));
  await Promise.all([bundle(folder, entryPoints(folder)), bundlePrograms(folder, programs(folder))]);
  contractAsJson(folder);
  return folder;
}

/** Does something once the program has said a word. */
export const upon =
  (word: string, act: (child: ChildProcessWithoutNullStreams) => void, stream: "stdout" | "stderr" = "stderr") =>
  (child: ChildProcessWithoutNullStreams): void => {
    let said = "";
    let done = false;
    child[stream].on("data", (text: string) => {
      said += text;
      if (done || !said.includes(word)) return;
      done = true;
      act(child);
    });
  };

function run(folder: string, args: readonly string[], { env = {}, input, started }: RunOptions = {}): Promise<Run> {
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
    // a program that ends before it has read everything is no fault of the test
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", reject).on("close", (code) => resolve({ code, stdout, stderr }));
    started?.(child);
  });
}
