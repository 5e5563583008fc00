import { existsSync, readFileSync } from "node:fs";
import { runCommand } from "../../task-runner.js";

/** The text of a contract, and a name for it. */
export interface ContractText {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the contract to compare with: a file, or openapi.yaml at a revision of git; by default the last release, which is the latest tag
 * `v<version>` that the current commit contains. Throws an error that says what was not found.
 */
export async function readBase(folder: string, base: string | undefined): Promise<ContractText> {
  if (base !== undefined && existsSync(base)) return { name: base, text: readFileSync(base, "utf8") };
  const revision = base ?? (await lastRelease(folder));
  if (revision === undefined)
    throw new Error("no release found (no tag v<version> in this branch); expected BASE, a file or a revision of git");
  if (revision.startsWith("-")) throw new Error(`BASE is ${JSON.stringify(revision)}; expected a file or a revision of git`);
  const { code, stdout, output } = await runCommand("git", ["show", `${revision}:openapi.yaml`], { cwd: folder });
  if (code !== 0)
    throw new Error(`no file and no revision of git with openapi.yaml: ${JSON.stringify(revision)} (${output.split("\n")[0]})`);
  return { name: revision, text: stdout };
}

/** The latest tag of a release that the current commit contains. */
export async function lastRelease(folder: string): Promise<string | undefined> {
  const { code, stdout } = await runCommand("git", ["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"], { cwd: folder });
  return code === 0 ? stdout.trim() : undefined;
}
