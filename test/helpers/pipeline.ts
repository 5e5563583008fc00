import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach } from "vitest";

export const ROOT = resolve(import.meta.dirname, "../..");
/** A small contract with one of everything. */
export const FILMS = readFileSync(join(ROOT, "test/fixtures/films.yaml"), "utf8");

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is gone after the test. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "generate "));
  folders.push(made);
  return made;
}

/** Runs the generator as `npm run generate` does; gives what it printed and how it ended. */
export function generate(
  args: readonly string[],
  more: { cwd?: string; env?: Record<string, string> } = {},
): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(join(ROOT, "node_modules/.bin/jiti"), [join(ROOT, "scripts/codegen/index.ts"), ...args], {
    cwd: more.cwd ?? ROOT,
    env: { ...process.env, ...more.env },
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** Every file of a folder by its name. */
export function filesOf(directory: string): Record<string, string> {
  return Object.fromEntries(readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), "utf8")]));
}
