import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach } from "vitest";

export const ROOT = resolve(import.meta.dirname, "../../..");
/** A small contract that uses every feature. */
export const FILMS = readFileSync(join(ROOT, "test/fixtures/films.yaml"), "utf8");

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** Creates an empty directory that is removed after the test. */
export function createTempDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "generate "));
  directories.push(directory);
  return directory;
}

/** Runs the generator like `npm run generate` and returns its exit code and output. */
export function runGenerator(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/codegen/start.mjs"), ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** Reads all files of a directory, by name. */
export function readFiles(directory: string): Record<string, string> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}
