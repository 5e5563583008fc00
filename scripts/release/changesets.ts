import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Bump } from "../contract/diff/diff.js";

/** One file of `.changeset/`: what a pull request changes, and the version part that it requires. */
export interface Changeset {
  readonly file: string;
  readonly bump: Bump;
  readonly text: string;
}

/** Version parts from the weakest to the strongest. */
export const BUMPS: readonly Bump[] = ["none", "patch", "minor", "major"];

const PACKAGE = "metastudio-video";

/** Reads the changesets of a checkout. Throws an error that names a malformed file. */
export function readChangesets(folder: string): Changeset[] {
  const path = join(folder, ".changeset");
  if (!existsSync(path)) return [];
  const files = readdirSync(path).filter((name) => name.endsWith(".md") && name !== "README.md");
  return files.sort().map((name) => {
    const file = `.changeset/${name}`;
    const [, header, text] = /^---\r?\n([\s\S]*?)^---\r?\n([\s\S]*)$/m.exec(readFileSync(join(folder, file), "utf8")) ?? [];
    const bumps = header === undefined ? undefined : ((parse(header) ?? {}) as Readonly<Record<string, unknown>>);
    const bump = bumps === undefined ? undefined : (bumps[PACKAGE] ?? (Object.keys(bumps).length === 0 ? "none" : undefined));
    if (!BUMPS.includes(bump as Bump))
      throw new Error(
        `${file}: expected "---", a line ${JSON.stringify(PACKAGE)}: major, minor or patch, "---" and a text; received ${JSON.stringify(header ?? "no header")}`,
      );
    return { file, bump: bump as Bump, text: String(text).trim() };
  });
}

/** The strongest part that the changesets name. */
export const declaredBump = (changesets: readonly Changeset[]): Bump =>
  BUMPS.filter((bump) => bump === "none" || changesets.some((changeset) => changeset.bump === bump)).at(-1) ?? "none";

/** The version that follows. Before 1.0 a breaking change is a new minor version. */
export function nextVersion(version: string, bump: Bump): string {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  if (bump === "none") return version;
  if (bump === "patch") return `${major}.${minor}.${patch + 1}`;
  return bump === "major" && major > 0 ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

/** Changesets would make 1.0.0 of a breaking change before 1.0: writes `minor` for `major` in the files. */
export function lowerMajorBumps(folder: string, changesets: readonly Changeset[]): void {
  for (const { file, bump } of changesets) {
    if (bump !== "major") continue;
    const text = readFileSync(join(folder, file), "utf8");
    writeFileSync(join(folder, file), text.replace(/^(["']?metastudio-video["']?:\s*)["']?major["']?\s*$/m, "$1minor"));
  }
}
